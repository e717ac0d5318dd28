import type { Blocker, Deletion, HoldKind } from '../../backend/src/contract/deletion.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { Answer, ApiClient } from './api-client.js';

interface Seen {
  id: string;
  version: number;
}

/** Deletes a user as the dialog does: naming the version that was seen. */
export function deleteUser(
  api: ApiClient,
  { id, version }: Seen,
  headers: Record<string, string> = {},
): Promise<Answer<Problem | null>> {
  return api.request<Problem | null>('DELETE', `/api/users/${id}?version=${version}`, undefined, headers);
}

export async function blockersOf(api: ApiClient, id: string): Promise<Blocker[]> {
  const { status, body } = await api.get<Deletion>(`/api/users/${id}/deletion`);
  if (status !== 200) throw new Error(`no answer about the deletion: ${JSON.stringify(body)}`);
  return body.blockers;
}

export async function placeHold(
  api: ApiClient,
  id: string,
  kind: HoldKind,
  reference: string,
  hold: { label: string; link?: string; leaseSeconds?: number },
): Promise<void> {
  const answer = await api.request('PUT', holdPath(id, kind, reference), hold);
  if (answer.status !== 200) throw new Error(`not held: ${JSON.stringify(answer.body)}`);
}

export async function clearHold(api: ApiClient, id: string, kind: HoldKind, reference: string): Promise<void> {
  const answer = await api.request('DELETE', holdPath(id, kind, reference));
  if (answer.status !== 204) throw new Error(`not cleared: ${JSON.stringify(answer.body)}`);
}

export function holdPath(id: string, kind: string, reference: string): string {
  return `/api/users/${id}/holds/${kind}/${encodeURIComponent(reference)}`;
}

export function putResearcher(api: ApiClient, id: string, researcher: object): Promise<Answer<Problem>> {
  return api.request<Problem>('PUT', `/api/users/${id}/researcher`, researcher);
}
