import { randomUUID } from 'node:crypto';
import type autocannon from 'autocannon';
import type { Client } from 'pg';
import { v7 } from 'uuid';
import { type Load, measure, type Target } from './load.js';
import { editableUsers, versionsOf } from './saves.js';
import type { Pair } from './statistics.js';

/** Rows of one save: as many of each kind of contact information. */
const OF_EACH = 10;

interface Row {
  id: string;
  content: Record<string, unknown>;
}

const CONTACTS = {
  emails: (at: number) => ({ address: `contact${at}@example.org`, types: ['work'] }),
  phones: (at: number) => ({ number: `+47 22 00 00 ${at}`, types: ['home'] }),
  addresses: (at: number) => ({ lines: [`${at} Harbour Street`], city: 'Oslo', types: ['home'] }),
} as const;
type Kind = keyof typeof CONTACTS;
const KINDS = Object.keys(CONTACTS) as Kind[];

type Rows = Record<Kind, Row[]>;

function newRows(): Rows {
  const rows = KINDS.map((kind): [Kind, Row[]] => [
    kind,
    Array.from({ length: OF_EACH }, (_, at) => ({ id: v7(), content: CONTACTS[kind](at) })),
  ]);
  return Object.fromEntries(rows) as Rows;
}

const INSERTS: Record<Kind, string> = {
  emails: `insert into user_email (id, user_id, address, address_key, types)
    select r.id, $1, r.address, r.address, r.types from jsonb_to_recordset($2::jsonb) as r (id uuid, address text, types text[])`,
  phones: `insert into user_phone (id, user_id, number, types)
    select r.id, $1, r.number, r.types from jsonb_to_recordset($2::jsonb) as r (id uuid, number text, types text[])`,
  addresses: `insert into user_address (id, user_id, lines, city, types)
    select r.id, $1, r.lines, r.city, r.types
    from jsonb_to_recordset($2::jsonb) as r (id uuid, lines text[], city text, types text[])`,
};

async function giveRows(client: Client, userId: string): Promise<Rows> {
  const rows = newRows();
  for (const kind of KINDS) {
    const given = rows[kind].map(({ id, content }) => ({ id, ...content }));
    await client.query(INSERTS[kind], [userId, JSON.stringify(given)]);
  }
  return rows;
}

/** What changes from save to save, so that every save writes every row. */
function described(kind: Kind, content: Record<string, unknown>, save: number): Record<string, unknown> {
  if (kind === 'emails') return { ...content, description: `Checked ${save}` };
  if (kind === 'phones') return { ...content, number: `${String(content.number)} ${save}` };
  return { ...content, note: `Checked ${save}` };
}

function ourSaves(id: string, version: number, rows: Rows): autocannon.Request[] {
  let next = version;
  return [
    {
      method: 'PATCH',
      path: `/api/users/${id}`,
      setupRequest: (request) => {
        const operations = KINDS.flatMap((list) =>
          rows[list].map((row) => ({ op: 'change', list, id: row.id, row: described(list, row.content, next) })),
        );
        const body = JSON.stringify({ baseVersion: next, operations });
        next += 1;
        const headers = { ...request.headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
        return { ...request, body, headers };
      },
    },
  ];
}

/** How the raw limit writes the rows: one statement a kind, or one a row. */
const RAW_PATHS = { 'in sets': '/contacts', 'one by one': '/contacts-one-by-one' } as const;
type RawWay = keyof typeof RAW_PATHS;
export const RAW_WAYS = Object.keys(RAW_PATHS) as RawWay[];

function rawSaves(id: string, rows: Rows, way: RawWay): autocannon.Request[] {
  let save = 0;
  return [
    {
      method: 'POST',
      path: RAW_PATHS[way],
      headers: { 'content-type': 'application/json' },
      setupRequest: (request) => {
        save += 1;
        const changed = KINDS.map((kind) => [
          kind,
          rows[kind].map((row) => ({ id: row.id, ...described(kind, row.content, save) })),
        ]);
        return { ...request, body: JSON.stringify({ id, ...(Object.fromEntries(changed) as object) }) };
      },
    },
  ];
}

interface Owner {
  id: string;
  rows: Rows;
}

/** Saves that change 30 contact rows at once, by callers that each have a user of their own. */
export async function measureContactSaves(
  client: Client,
  ours: Omit<Target, 'requestsOf'>,
  raw: Omit<Target, 'requestsOf'>,
  load: Load & { way: RawWay },
): Promise<Pair> {
  const ids = await editableUsers(client, load.connections * 2, load.connections * 2);
  const owners: Owner[] = [];
  for (const id of ids) owners.push({ id, rows: await giveRows(client, id) });
  const ownerOf = (at: number): Owner => {
    const owner = owners[at];
    if (owner === undefined) throw new Error(`nobody for connection ${at}`);
    return owner;
  };
  const prepare = async (): Promise<Target> => {
    const versions = await versionsOf(client, ids);
    return {
      ...ours,
      requestsOf: (connection) => {
        const { id, rows } = ownerOf(connection);
        return ourSaves(id, versions.get(id) ?? 1, rows);
      },
    };
  };
  const requestsOf = (connection: number): autocannon.Request[] => {
    const { id, rows } = ownerOf(load.connections + connection);
    return rawSaves(id, rows, load.way);
  };
  return measure(prepare, { ...raw, requestsOf }, load);
}
