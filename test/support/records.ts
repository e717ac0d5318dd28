import type { Problem } from '../../backend/src/contract/problems.js';
import type { UserPage } from '../../backend/src/contract/user-list.js';
import type { FieldName, FieldValue, UserRecord } from '../../backend/src/contract/users.js';
import type { Answer, ApiClient } from './api-client.js';

/** A record, or the problem why there is none; the status of the answer says which. */
export type RecordOrProblem = UserRecord & Omit<Problem, keyof UserRecord>;

export type Values = Partial<Record<FieldName, FieldValue>>;

/** Saves fields on top of the version the caller saw, as the form does. */
export function saveFields(
  api: ApiClient,
  seen: { id: string; version: number },
  values: Values,
  headers: Record<string, string> = {},
): Promise<Answer<RecordOrProblem>> {
  const operations = Object.entries(values).map(([field, value]) => ({ op: 'set', field, value }));
  return api.patch<RecordOrProblem>(`/api/users/${seen.id}`, { baseVersion: seen.version, operations }, headers);
}

export async function readRecord(api: ApiClient, id: string): Promise<UserRecord> {
  return (await api.get<UserRecord>(`/api/users/${id}`)).body;
}

/** One page of the list; by default of the tab that shows everyone. */
export async function listPage(api: ApiClient, query: Record<string, string> = {}): Promise<UserPage> {
  const answer = await api.get<UserPage>(`/api/users?${new URLSearchParams({ tab: 'users', ...query }).toString()}`);
  if (answer.status !== 200) throw new Error(`no list: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The primary identifiers of a page, which name rows readably where a test compares. */
export async function listed(api: ApiClient, query: Record<string, string>): Promise<string[]> {
  return (await listPage(api, { limit: '100', ...query })).rows.map((row) => row.primaryId);
}
