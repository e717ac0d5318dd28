import { z } from 'zod';
import { accountTypeSchema, noteTypeSchema, recordTypeSchema } from './codes.js';
import { idSchema } from './text.js';

/** A note the person may see (S101): without its author and the marks that are for staff. */
const ownNoteSchema = z.object({
  id: idSchema,
  type: noteTypeSchema,
  text: z.string(),
  createdAt: z.iso.datetime(),
});

/** What everybody who is signed in may see of their own record, whatever their roles; the newest note comes first. */
export const ownRecordSchema = z.object({
  userId: idSchema,
  displayName: z.string(),
  primaryId: z.string(),
  recordType: recordTypeSchema,
  accountType: accountTypeSchema,
  expiryDate: z.string().nullable(),
  notes: z.array(ownNoteSchema),
});
export type OwnRecord = z.infer<typeof ownRecordSchema>;
