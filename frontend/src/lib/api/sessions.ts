import { z } from 'zod';
import { sessionListSchema, type SessionEntry } from '#contract/session-list.ts';
import { request } from './request.ts';

/** Sessions of one's own (`null`) or of a user. */
function pathOf(userId: string | null): string {
  return userId === null ? '/me/sessions' : `/users/${userId}/sessions`;
}

export async function listSessions(userId: string | null): Promise<SessionEntry[]> {
  return (await request('GET', pathOf(userId), sessionListSchema)).sessions;
}

export async function endSession(userId: string | null, id: string): Promise<void> {
  await request('DELETE', `${pathOf(userId)}/${id}`, z.null());
}

/** Ends every session of a user; of one's own every other one. */
export async function endSessions(userId: string | null): Promise<void> {
  await request('DELETE', pathOf(userId), z.null());
}
