import { z } from 'zod';

/** A wave of locks that goes on: so many accounts in so short a time as the settings call an alarm. */
export const massLockSchema = z.object({
  /** When the first of them was locked. */
  since: z.iso.datetime(),
  /** Accounts locked since then whose lock still holds. */
  accounts: z.number().int(),
  /** Milliseconds until it is over unless somebody else is locked; a length, so that no two clocks have to agree. */
  leftMs: z.number().int(),
});
export type MassLock = z.infer<typeof massLockSchema>;

/** What administrators have to know at once, wherever in the portal they are. */
export const alarmsSchema = z.object({ massLock: massLockSchema.nullable() });
export type Alarms = z.infer<typeof alarmsSchema>;
