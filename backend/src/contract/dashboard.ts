import { z } from 'zod';
import { changeSchema } from './changes.js';
import { accountTypeSchema, recordTypeSchema, statusSchema } from './codes.js';
import { jobSchema } from './jobs.js';
import { idSchema } from './text.js';

/** Everything the dashboard shows, computed once for all viewers of a permission class, at most once a second. */
export const dashboardSchema = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  total: z.number().int(),
  /** One row per combination that exists; totals by any one of the three are sums of these. */
  users: z.array(
    z.object({
      recordType: recordTypeSchema,
      accountType: accountTypeSchema,
      status: statusSchema,
      count: z.number().int(),
    }),
  ),
  signInLocked: z.number().int(),
  held: z.number().int(),
  online: z.array(
    z.object({
      userId: idSchema,
      name: z.string(),
      /** Record the person is on, if any, with its shown name. */
      recordId: idSchema.nullable(),
      recordName: z.string().nullable(),
      /** Page they are on when on no record. */
      place: z.string(),
    }),
  ),
  jobs: z.array(jobSchema),
  latest: z.array(changeSchema),
});
export type Dashboard = z.infer<typeof dashboardSchema>;
