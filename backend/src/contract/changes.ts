import { z } from 'zod';
import { changeSourceSchema } from './codes.js';
import { idSchema, text } from './text.js';

/** One field of one change. For rows of lists `field` is the list (`emails`) and before/after are whole rows or null. */
export const fieldChangeSchema = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() });
export type FieldChange = z.infer<typeof fieldChangeSchema>;

export const CHANGE_ACTIONS = [
  'created',
  'updated',
  'deleted',
  'sign-in-locked',
  'sign-in-unlocked',
  'one-time-password-set',
  'password-changed',
  'pin-locked',
  'sessions-ended',
  'gone',
  'pin-unlocked',
] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

/**
 * One entry of the change log: the History tab shows it, the live feed carries it. `seq` is dense and in commit
 * order; `version` is the record's version after the change. `gone` is sent, never kept: the record has left the units
 * whose records the reader sees.
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
  /** Seq of the entry that this one puts back; absent for a change of its own. */
  restoredFrom: z.number().int().optional(),
});
export type Change = z.infer<typeof changeSchema>;

export const seqSchema = z.coerce.number().int().positive();

/** The History tab: newest first; `next` is the `before` of the following page. The filters are all to be met. */
export const historyQuerySchema = z.strictObject({
  source: changeSourceSchema.optional(),
  /** The name of who did it, as the entry shows it. */
  actor: text(600).min(1).optional(),
  /** A field or list that was changed. */
  field: text(50).min(1).optional(),
  before: seqSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const historyPageSchema = z.object({ entries: z.array(changeSchema), next: z.number().int().nullable() });
export type HistoryPage = z.infer<typeof historyPageSchema>;
export type HistoryFilter = Pick<z.output<typeof historyQuerySchema>, 'source' | 'actor' | 'field'>;
