import { z } from 'zod';

/** Units (campus codes) that have users, in order. */
export const unitListSchema = z.object({ units: z.array(z.string()) });
export type UnitList = z.infer<typeof unitListSchema>;
