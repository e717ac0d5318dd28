import { z } from 'zod';
import { idSchema, text } from './text.js';

/** What the access log keeps: who came in or did not, and what became of it. */
export const ACCESS_KINDS = [
  'sign-in',
  'sign-in-refused',
  'signed-out',
  'session-ended',
  'locked',
  'unlocked',
  'mass-lock',
  'throttled',
  'last-resort',
  'password-changed',
  'one-time-password-set',
  'roles-changed',
  'pin-checked',
  'key-made',
  'key-used',
  'key-refused',
  'key-revoked',
] as const;
export type AccessKind = (typeof ACCESS_KINDS)[number];

/** Why, or by what: codes with a text in the catalogue. Nothing that was typed is ever among them. */
export const ACCESS_DETAILS = [
  'unknown-name',
  'wrong-password',
  'locked',
  'not-allowed',
  'one-time-used',
  'right',
  'wrong',
  'password',
  'pin',
  'last-resort',
  'whole-portal',
  'directory',
  'unknown-key',
  'key-over',
] as const;
export type AccessDetail = (typeof ACCESS_DETAILS)[number];

export const accessEntrySchema = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  kind: z.enum(ACCESS_KINDS),
  userId: idSchema.nullable(),
  userName: z.string().nullable(),
  /** Who did it, where somebody did it to another. */
  actorName: z.string().nullable(),
  apiKeyId: idSchema.nullable(),
  /** Null also for a key that is forgotten by now. */
  keyName: z.string().nullable(),
  ip: z.string().nullable(),
  /** As it called itself; nothing of it is proven. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  detail: z.string().nullable(),
});
export type AccessEntry = z.infer<typeof accessEntrySchema>;

/** Where a page ends: the moment and the id of its last entry. */
const CURSOR = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)~(\d{1,15})$/u;

/** Newest first; `before` is the `next` of the page before. The filters are all to be met. */
export const accessQuerySchema = z.strictObject({
  kind: z.enum(ACCESS_KINDS, { message: 'code.unknown' }).optional(),
  /** Whom it was about, or who did it. */
  userId: idSchema.optional(),
  apiKeyId: idSchema.optional(),
  ip: text(45).min(1).optional(),
  from: z.iso.datetime({ message: 'time.invalid' }).optional(),
  to: z.iso.datetime({ message: 'time.invalid' }).optional(),
  before: z
    .string()
    .regex(CURSOR, { message: 'cursor.invalid' })
    .transform((cursor) => {
      const [at = '', id = ''] = cursor.split('~');
      return { at, id: Number(id) };
    })
    .refine(({ at }) => !Number.isNaN(Date.parse(at)), { message: 'cursor.invalid' })
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type AccessQuery = z.output<typeof accessQuerySchema>;

export const accessPageSchema = z.object({
  entries: z.array(accessEntrySchema),
  next: z.string().nullable(),
});
export type AccessPage = z.infer<typeof accessPageSchema>;
