import { z } from 'zod';
import { idSchema } from './text.js';

/** `job`: a job is working on the record. `exclusive`: one browser tab asked to edit alone. */
export const lockKindSchema = z.enum(['job', 'exclusive']);

/** Who holds a record, why and since when. `token` is the fencing token; only its holder may write. */
export const lockSchema = z.object({
  token: z.string(),
  kind: lockKindSchema,
  holder: z.string(),
  reason: z.string(),
  jobId: idSchema.nullable(),
  acquiredAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Lock = z.infer<typeof lockSchema>;
