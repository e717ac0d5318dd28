import { z } from 'zod';
import { COLUMN_WIDTH, columnsSchema, DEFAULT_COLUMNS, LIST_COLUMNS, listColumnSchema } from './list-columns.js';

export const DENSITIES = ['comfortable', 'compact'] as const;

/** How somebody likes the list, in every browser they use. A link that says otherwise goes before it. */
export const listPreferencesSchema = z.strictObject({
  columns: columnsSchema.default(DEFAULT_COLUMNS),
  limit: z.number().int().min(1).max(100).default(25),
  density: z.enum(DENSITIES).default('comfortable'),
  /** Columns that stay in sight with the name while the others move behind them. */
  pinned: z.array(listColumnSchema).max(LIST_COLUMNS.length, { message: 'list.too-long' }).default([]),
  /** Widths somebody gave to columns, in pixels; the others are as wide as what they show. */
  widths: z
    .partialRecord(listColumnSchema, z.number().int().min(COLUMN_WIDTH.least).max(COLUMN_WIDTH.most))
    .default({}),
});
export type ListPreferences = z.infer<typeof listPreferencesSchema>;
export const INITIAL_LIST_PREFERENCES: ListPreferences = listPreferencesSchema.parse({});
