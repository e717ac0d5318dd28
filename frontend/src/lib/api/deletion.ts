import { z } from 'zod';
import type { Deletion } from '#contract/deletion.ts';
import { deletionSchema } from '#contract/deletion.ts';
import { isProblem } from './problem.ts';
import { request } from './request.ts';

/** What stands against deleting a user; null when there is no such user. */
export async function findDeletion(id: string): Promise<Deletion | null> {
  try {
    return await request('GET', `/users/${id}/deletion`, deletionSchema);
  } catch (error) {
    if (isProblem(error, 'resource.not-found')) return null;
    throw error;
  }
}

/** @param version the one the person saw */
export async function deleteUser(id: string, version: number): Promise<void> {
  await request('DELETE', `/users/${id}`, z.null(), { query: { version } });
}
