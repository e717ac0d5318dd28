import { z } from 'zod';
import { recordTypeSchema } from './codes.js';
import { idSchema } from './text.js';

const nullableText = z.string().nullable();

/** Somebody with the names and the birth date of the user being added (S058), as far as the reader may see them. */
export const lookAlikeSchema = z.object({
  id: idSchema,
  primaryId: z.string(),
  recordType: recordTypeSchema,
  firstName: nullableText,
  middleName: nullableText,
  lastName: nullableText,
  prefFirstName: nullableText,
  prefMiddleName: nullableText,
  prefLastName: nullableText,
  birthDate: nullableText.optional(),
});
export type LookAlike = z.infer<typeof lookAlikeSchema>;

/** How many look-alikes one answer names; whoever has seen these and goes on is told of the next. */
export const MOST_LOOK_ALIKES = 50;

/** The look-alikes a person has seen and still adds the user. */
export const acceptedSchema = z.array(idSchema).max(500, { message: 'list.too-long' }).default([]);
