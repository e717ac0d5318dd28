import { z } from 'zod';
import { idSchema, optionalText, text } from './text.js';

/**
 * What neighbouring systems hold of a user: a bibliographic record locked by them (S116), an import profile assigned
 * to them (S117), their open MD Editor (S118).
 */
export const HOLD_KINDS = ['locked-record', 'import-profile', 'md-editor'] as const;
export const holdKindSchema = z.enum(HOLD_KINDS);
export type HoldKind = z.infer<typeof holdKindSchema>;

const LONGEST_LEASE_SECONDS = 31 * 24 * 60 * 60;

/** What the neighbouring system calls the thing that holds the user. */
export const holdReferenceSchema = text(200).min(1, { message: 'field.required' });

/**
 * Body of `PUT /api/users/:id/holds/:kind/:reference`. Placing the same hold again replaces it. With a lease it ends
 * by itself, by the database's clock, unless it is placed again before.
 */
export const putHoldSchema = z.strictObject({
  label: text(255).min(1, { message: 'field.required' }),
  link: optionalText(2000)
    .refine((value) => value === null || /^https?:\/\/[^\s/]+/i.test(value), { message: 'url.invalid' })
    .default(null),
  leaseSeconds: z
    .number()
    .int()
    .min(1, { message: 'number.out-of-range' })
    .max(LONGEST_LEASE_SECONDS, { message: 'number.out-of-range' })
    .nullable()
    .default(null),
});
export type PutHold = z.output<typeof putHoldSchema>;

export const holdSchema = z.object({
  kind: holdKindSchema,
  reference: z.string(),
  label: z.string(),
  link: z.string().nullable(),
  placedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
});
export type Hold = z.infer<typeof holdSchema>;
export interface HoldList {
  holds: Hold[];
}

/** Why a user cannot be deleted at this moment. */
export const blockerSchema = z.discriminatedUnion('reason', [
  holdSchema.extend({ reason: z.literal('hold') }),
  z.object({
    reason: z.literal('job'),
    jobId: idSchema,
    fileName: z.string(),
    /** The job is writing the record, has put it off and will come back, or was started by the user. */
    part: z.enum(['holds', 'waits', 'started']),
    processed: z.number().int(),
    total: z.number().int().nullable(),
  }),
  /** Somebody edits the record alone. */
  z.object({ reason: z.literal('lock'), holder: z.string(), text: z.string(), since: z.iso.datetime() }),
  z.object({ reason: z.literal('researcher'), assets: z.number().int(), grants: z.number().int() }),
  z.object({ reason: z.enum(['last-administrator', 'oneself', 'outranks']) }),
]);
export type Blocker = z.infer<typeof blockerSchema>;

/** Answer of `GET /api/users/:id/deletion`: with no blocker the user can be deleted. */
export const deletionSchema = z.object({
  recordId: idSchema,
  /** The version a deletion has to name. */
  version: z.number().int(),
  /** What a person types to confirm. */
  primaryId: z.string(),
  blockers: z.array(blockerSchema),
});
export type Deletion = z.infer<typeof deletionSchema>;

/** Query string of `DELETE /api/users/:id`. */
export const deleteQuerySchema = z.strictObject({ version: z.coerce.number().int().positive() });
