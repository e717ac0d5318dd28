import { z } from 'zod';
import { changeSourceSchema } from './codes.js';
import { idSchema } from './text.js';

/** One field of one change. For rows of lists `field` is the list (`emails`) and before/after are whole rows or null. */
export const fieldChangeSchema = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() });
export type FieldChange = z.infer<typeof fieldChangeSchema>;

export const CHANGE_ACTIONS = ['created', 'updated', 'deleted', 'sign-in-locked', 'sign-in-unlocked'] as const;

/**
 * One entry of the change log: the History tab shows it, the live feed carries it. `seq` is dense and in commit
 * order; `version` is the record's version after the change.
 */
export const changeSchema = z.object({
  seq: z.number().int(),
  recordId: idSchema,
  version: z.number().int(),
  action: z.enum(CHANGE_ACTIONS),
  /** Shown name of the record, so that a feed of changes reads without look-ups. */
  recordName: z.string(),
  actor: z.string(),
  source: changeSourceSchema,
  jobId: idSchema.nullable(),
  at: z.iso.datetime(),
  fields: z.array(fieldChangeSchema),
});
export type Change = z.infer<typeof changeSchema>;

/** The History tab: newest first; `next` is the `before` of the following page. */
export const historyQuerySchema = z.strictObject({
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const historyPageSchema = z.object({ entries: z.array(changeSchema), next: z.number().int().nullable() });
export type HistoryPage = z.infer<typeof historyPageSchema>;
