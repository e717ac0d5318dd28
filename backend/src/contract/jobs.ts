import { z } from 'zod';
import { accountTypeSchema, recordTypeSchema } from './codes.js';
import { idSchema, text } from './text.js';

export const JOB_STATES = ['queued', 'running', 'completed', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Counts of a feed: processed = rejected + updated + created + unchanged. */
export const jobCountsSchema = z.object({
  processed: z.number().int(),
  rejected: z.number().int(),
  updated: z.number().int(),
  created: z.number().int(),
  unchanged: z.number().int(),
});
export type JobCounts = z.infer<typeof jobCountsSchema>;

export const jobSchema = z.object({
  id: idSchema,
  kind: z.literal('synchronise'),
  fileName: z.string(),
  state: z.enum(JOB_STATES),
  startedBy: z.string(),
  /** Users in the file; null until the file has been checked. */
  total: z.number().int().nullable(),
  counts: jobCountsSchema,
  /** Why a failed job failed: a key of the message catalogue and its detail. Nothing of the file was applied. */
  failure: z.object({ code: z.string(), detail: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** A user record that was not applied, with where it stands in the file and why. */
export const rejectSchema = z.object({
  id: z.number().int(),
  file: z.string(),
  line: z.number().int(),
  primaryId: z.string().nullable(),
  field: z.string().nullable(),
  code: z.string(),
  detail: z.string(),
});
export type Reject = z.infer<typeof rejectSchema>;

export const jobListSchema = z.object({ jobs: z.array(jobSchema) });
export const rejectPageSchema = z.object({ rejects: z.array(rejectSchema), next: z.number().int().nullable() });

/**
 * Query string of `POST /api/jobs/synchronise`; the body is the ZIP itself. Record type and account type are the
 * integration profile's, never the file's.
 */
export const synchroniseQuerySchema = z.strictObject({
  fileName: text(255).min(1, { message: 'field.required' }),
  recordType: recordTypeSchema.default('PUBLIC'),
  accountType: accountTypeSchema.default('EXTERNAL'),
});
export type SynchroniseQuery = z.input<typeof synchroniseQuerySchema>;

export const rejectQuerySchema = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
