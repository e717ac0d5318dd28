import { z } from 'zod';
import { statusSchema } from './codes.js';
import { problemSchema } from './problems.js';
import { idSchema } from './text.js';
import { wholeListSchema } from './user-list.js';

/** A selection holds at most this many users; of a longer list it holds that many, and says so. */
export const MOST_SELECTED = 10_000;

/** What to select: users picked one by one, or all a list shows on any of its pages. */
export const selectUsersSchema = z
  .strictObject({
    ids: z
      .array(idSchema)
      .min(1, { message: 'field.required' })
      .max(MOST_SELECTED, { message: 'list.too-long' })
      .optional(),
    list: wholeListSchema.optional(),
  })
  .refine(({ ids, list }) => (ids === undefined) !== (list === undefined), { message: 'selection.one-of-two' });
export type SelectUsers = z.infer<typeof selectUsersSchema>;
export type SelectUsersInput = z.input<typeof selectUsersSchema>;

/** A selection the server keeps for a day. `complete` is false when the list was longer than a selection may be. */
export const selectionSchema = z.object({
  id: idSchema,
  count: z.number().int(),
  complete: z.boolean(),
  active: z.number().int(),
  inactive: z.number().int(),
});
export type Selection = z.infer<typeof selectionSchema>;

/** One step of setting a status: the next users of the selection behind `after`, the last id of the step before. */
export const statusStepSchema = z.strictObject({ status: statusSchema, after: idSchema.nullable() });
export type StatusStep = z.infer<typeof statusStepSchema>;

/** A user who was left as they were, and why. */
export const bulkFailureSchema = z.object({ id: idSchema, name: z.string(), problem: problemSchema });
export type BulkFailure = z.infer<typeof bulkFailureSchema>;

/** What a step did; `next` is where the next one goes on, null at the end. */
export const statusStepAnswerSchema = z.object({
  changed: z.number().int(),
  unchanged: z.number().int(),
  failures: z.array(bulkFailureSchema),
  next: idSchema.nullable(),
});
export type StatusStepAnswer = z.infer<typeof statusStepAnswerSchema>;
