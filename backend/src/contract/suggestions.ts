import { z } from 'zod';
import { recordTypeSchema, statusSchema } from './codes.js';
import { idSchema, text } from './text.js';

export const suggestQuerySchema = z.strictObject({ q: text(200).min(1, { message: 'field.required' }) });
export type SuggestQuery = z.infer<typeof suggestQuerySchema>;

/** A user the search box of every page offers while somebody types, and by what they were found. */
export const suggestionSchema = z.object({
  id: idSchema,
  primaryId: z.string(),
  firstName: z.string().nullable(),
  middleName: z.string().nullable(),
  lastName: z.string().nullable(),
  prefFirstName: z.string().nullable(),
  prefMiddleName: z.string().nullable(),
  prefLastName: z.string().nullable(),
  recordType: recordTypeSchema,
  status: statusSchema,
  by: z.enum(['email', 'identifier', 'name']),
});
export type Suggestion = z.infer<typeof suggestionSchema>;
export const suggestionsSchema = z.object({ suggestions: z.array(suggestionSchema) });
