import { z } from 'zod';
import { columnsSchema, DEFAULT_COLUMNS } from './list-columns.js';

export const DENSITIES = ['comfortable', 'compact'] as const;

/** How somebody likes the list, in every browser they use. A link that says otherwise goes before it. */
export const listPreferencesSchema = z.strictObject({
  columns: columnsSchema.default(DEFAULT_COLUMNS),
  limit: z.number().int().min(1).max(100).default(25),
  density: z.enum(DENSITIES).default('comfortable'),
});
export type ListPreferences = z.infer<typeof listPreferencesSchema>;
export const INITIAL_LIST_PREFERENCES: ListPreferences = listPreferencesSchema.parse({});
