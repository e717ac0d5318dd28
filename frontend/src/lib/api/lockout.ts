import { z } from 'zod';
import type { LockedSecret, LockedUsers } from '#contract/lockout.ts';
import { lockedUsersSchema } from '#contract/lockout.ts';
import { request } from './request.ts';

/** Who is locked by wrong tries at this moment. */
export function lockedUsers(): Promise<LockedUsers> {
  return request('GET', '/locked-users', lockedUsersSchema);
}

/** Not sent again by itself: a repeat would be told that nothing is locked any more. */
export async function unlock(userId: string, secret: LockedSecret): Promise<void> {
  await request('POST', `/users/${userId}/unlock`, z.null(), { body: { secret }, repeat: false });
}
