import { z } from 'zod';
import { optionalText } from './text.js';

const count = z
  .number()
  .int()
  .min(0, { message: 'number.out-of-range' })
  .max(1_000_000, { message: 'number.out-of-range' });

/** The researcher record of a user, as the neighbouring product that keeps assets and grants tells it. */
export const researcherSchema = z.strictObject({
  affiliation: optionalText(255).default(null),
  assets: count,
  grants: count,
});
export type Researcher = z.output<typeof researcherSchema>;
