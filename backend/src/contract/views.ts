import { z } from 'zod';
import { idSchema, seenVersionSchema, text } from './text.js';
import { listQuerySchema } from './user-list.js';

/** What a saved view keeps of the list: everything but the page it is turned to. */
export const viewStateSchema = listQuerySchema.omit({ cursor: true });
export type ViewState = z.infer<typeof viewStateSchema>;

/** A view of the list under a name. `mine` says whose it is, `mayChange` whether the reader may change it. */
export const savedViewSchema = z.object({
  id: idSchema,
  version: z.number().int(),
  name: z.string(),
  shared: z.boolean(),
  owner: z.string(),
  mine: z.boolean(),
  mayChange: z.boolean(),
  state: viewStateSchema,
});
export type SavedView = z.infer<typeof savedViewSchema>;
export const savedViewsSchema = z.object({ views: z.array(savedViewSchema) });

export const newViewSchema = z.strictObject({
  name: text(100).min(1, { message: 'field.required' }),
  shared: z.boolean(),
  state: viewStateSchema,
});
export type NewView = z.infer<typeof newViewSchema>;

/** A change of a view: the version the person saw, and the whole view they want. */
export const changeViewSchema = newViewSchema.extend({ baseVersion: seenVersionSchema.positive() });
export type ChangeView = z.infer<typeof changeViewSchema>;
