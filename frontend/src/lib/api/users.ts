import { z } from 'zod';
import type { HistoryFilter, HistoryPage } from '#contract/changes.ts';
import { historyPageSchema } from '#contract/changes.ts';
import type { Restore } from '#contract/restore.ts';
import type { ListQueryInput, UserPage } from '#contract/user-list.ts';
import { userPageSchema, userRowSchema } from '#contract/user-list.ts';
import type { CreateUser, SaveUser, UserRecord } from '#contract/users.ts';
import { userRecordSchema } from '#contract/users.ts';
import { request } from './request.ts';

const rowsSchema = z.object({ rows: z.array(userRowSchema), seq: z.number().int() });
/** The list's query as the URL or a program writes it; what is left out has the contract's default. */
export type UserQuery = Omit<ListQueryInput, 'limit'> & { limit?: number };
export type UserRows = z.infer<typeof rowsSchema>;

export function listUsers(query: UserQuery, signal?: AbortSignal): Promise<UserPage> {
  return request('GET', '/users', userPageSchema, { query, signal });
}

/** Fresh rows for records already on screen, in no particular order; a record that is gone is missing. */
export function refreshRows(ids: string[], signal?: AbortSignal): Promise<UserRows> {
  return request('POST', '/users/rows', rowsSchema, { body: { ids }, signal });
}

export function getUser(id: string, signal?: AbortSignal): Promise<UserRecord> {
  return request('GET', `/users/${id}`, userRecordSchema, { signal });
}

/** `key` is kept by the caller for one press of Save, so that pressing again after no answer cannot add twice. */
export function createUser(body: CreateUser, key?: string): Promise<UserRecord> {
  return request('POST', '/users', userRecordSchema, { body, key });
}

export function saveUser(id: string, body: SaveUser, key?: string): Promise<UserRecord> {
  return request('PATCH', `/users/${id}`, userRecordSchema, { body, key });
}

export function userHistory(
  id: string,
  page: HistoryFilter & { before?: number; limit?: number } = {},
  signal?: AbortSignal,
): Promise<HistoryPage> {
  return request('GET', `/users/${id}/history`, historyPageSchema, { query: page, signal });
}

/** Puts back what stood in the record before an entry of its history. */
export function restoreEntry(id: string, seq: number, body: Restore): Promise<UserRecord> {
  return request('POST', `/users/${id}/history/${String(seq)}/restore`, userRecordSchema, { body });
}
