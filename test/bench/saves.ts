import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type autocannon from 'autocannon';
import type { Client } from 'pg';
import { type Load, measure, type Target } from './load.js';
import type { Pair } from './statistics.js';

/** Saves that nobody waits for any more are done in this time. */
const QUIET_MS = 300;

/** Users that may be edited by hand, for callers that each have their own. */
export async function editableUsers(client: Client, count: number, offset: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from users where account_type = 'INTERNAL' and record_type <> 'STAFF' order by id offset $1 limit $2`,
    [offset, count],
  );
  if (rows.length < count) throw new Error('there are too few users to edit; take more --users');
  return rows.map(({ id }) => id);
}

async function readVersions(client: Client, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; version: number }>(
    'select id, version from users where id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** The versions of these users once nobody writes them any more: the end of a load leaves saves behind. */
export async function versionsOf(client: Client, ids: readonly string[]): Promise<Map<string, number>> {
  for (let before = await readVersions(client, ids); ;) {
    await sleep(QUIET_MS);
    const now = await readVersions(client, ids);
    if (ids.every((id) => before.get(id) === now.get(id))) return now;
    before = now;
  }
}

/** The body of a save of one field, which is another value every time. */
export function saveBody(baseVersion: number): string {
  const operations = [{ op: 'set', field: 'jobDescription', value: `Archivist ${baseVersion}` }];
  return JSON.stringify({ baseVersion, operations });
}

/** Saves of one person who knows the record's newest version, as a browser sends them. */
function ourSaves(id: string, version: number): autocannon.Request[] {
  let next = version;
  return [
    {
      method: 'PATCH',
      path: `/api/users/${id}`,
      setupRequest: (request) => {
        const body = saveBody(next);
        next += 1;
        const headers = { ...request.headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
        return { ...request, body, headers };
      },
    },
  ];
}

function rawSaves(id: string): autocannon.Request[] {
  let saves = 0;
  return [
    {
      method: 'POST',
      path: '/save',
      headers: { 'content-type': 'application/json' },
      setupRequest: (request) => {
        saves += 1;
        return { ...request, body: JSON.stringify({ id, value: `Archivist ${saves}` }) };
      },
    },
  ];
}

function ownUser(ids: readonly string[], connection: number): string {
  const id = ids[connection];
  if (id === undefined) throw new Error(`nobody for connection ${connection}`);
  return id;
}

/** Saves by as many callers as there are connections, each on a user of its own. */
export async function measureSaves(
  client: Client,
  ours: Omit<Target, 'requestsOf'>,
  raw: Omit<Target, 'requestsOf'>,
  load: Load,
): Promise<Pair> {
  const ourUsers = await editableUsers(client, load.connections, 0);
  const rawUsers = await editableUsers(client, load.connections, load.connections);
  const prepare = async (): Promise<Target> => {
    const versions = await versionsOf(client, ourUsers);
    return {
      ...ours,
      requestsOf: (connection) => {
        const id = ownUser(ourUsers, connection);
        return ourSaves(id, versions.get(id) ?? 1);
      },
    };
  };
  return measure(prepare, { ...raw, requestsOf: (connection) => rawSaves(ownUser(rawUsers, connection)) }, load);
}
