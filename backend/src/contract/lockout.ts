import { z } from 'zod';
import { idSchema } from './text.js';

/** What can be locked by wrong tries, each by a counter of its own. */
export const lockedSecretSchema = z.enum(['password', 'pin', 'last-resort'], { message: 'code.unknown' });
export type LockedSecret = z.infer<typeof lockedSecretSchema>;

/** Which lock to end. */
export const unlockSchema = z.strictObject({ secret: lockedSecretSchema });
export type Unlock = z.infer<typeof unlockSchema>;

/** One lock that holds now. */
export const lockedUserSchema = z.object({
  userId: idSchema,
  primaryId: z.string(),
  name: z.string(),
  secret: lockedSecretSchema,
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  /** Address the last wrong try came from; null where none was told. */
  from: z.string().nullable(),
  tries: z.number().int(),
  /** Why the reader may not end it: a field code, or null when they may. */
  refusal: z.string().nullable(),
});
export type LockedUser = z.infer<typeof lockedUserSchema>;

/** Most locks the view lists; in an attack the newest are worth reading, and their number. */
export const MOST_LOCKED_SHOWN = 200;

export const lockedUsersSchema = z.object({ users: z.array(lockedUserSchema), total: z.number().int() });
export type LockedUsers = z.infer<typeof lockedUsersSchema>;
