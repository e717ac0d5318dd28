import { z } from 'zod';
import { blockerSchema } from './deletion.js';
import { lookAlikeSchema } from './look-alikes.js';

/**
 * The closed list of errors, each with its fixed HTTP status. The body is RFC 9457 problem+json; the text a
 * person reads is in the message catalogue under the code. A field error's code is one of `FIELD_CODES`.
 */
export const PROBLEMS = {
  'request.invalid': 400,
  'request.unsupported-media-type': 415,
  'session.required': 401,
  'session.sign-in-refused': 401,
  'session.password-change-required': 403,
  'session.origin-refused': 403,
  'permission.denied': 403,
  'resource.not-found': 404,
  'record.conflict': 409,
  'record.locked': 423,
  'record.rules': 422,
  'record.base-unknown': 409,
  'user.identifier-taken': 409,
  'user.not-deletable': 409,
  'user.look-alike': 409,
  'idempotency.mismatch': 422,
  'job.file-refused': 422,
  'job.already-running': 409,
  'user.not-locked': 409,
  'password.refused': 422,
  'pin.not-offered': 409,
  'rate.limited': 429,
  'sign-in.directory-unavailable': 503,
  'service.unavailable': 503,
  'request.too-large': 413,
  'server.error': 500,
} as const;
export type ProblemCode = keyof typeof PROBLEMS;
export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** One field that was refused. `path` is dotted (`emails.0.address`); `code` is a key of the message catalogue. */
export const fieldErrorSchema = z.object({ path: z.string(), code: z.string(), detail: z.string().optional() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** A field two people changed to different values: what it was, what the saver typed, what it is now, by whom. */
export const fieldConflictSchema = z.object({
  field: z.string(),
  base: z.unknown(),
  mine: z.unknown(),
  theirs: z.unknown(),
  by: z.string(),
  at: z.iso.datetime(),
});
export type FieldConflict = z.infer<typeof fieldConflictSchema>;

/** RFC 9457 problem details. `title` is English for logs and API clients; screens translate `code`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(PROBLEM_CODES),
  detail: z.string().optional(),
  errors: z.array(fieldErrorSchema).optional(),
  conflicts: z.array(fieldConflictSchema).optional(),
  /** The version the record has now; sent with `record.conflict`. */
  version: z.number().int().optional(),
  /** Sent with `record.locked`: who or what holds the record. */
  lock: z.unknown().optional(),
  /** Sent with `user.not-deletable`: every reason at once. */
  blockers: z.array(blockerSchema).optional(),
  /** Sent with `user.look-alike`. */
  lookAlikes: z.array(lookAlikeSchema).optional(),
  retryAfterMs: z.number().int().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
