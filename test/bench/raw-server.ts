import fastify, { type FastifyRequest } from 'fastify';
import { Pool, type PoolClient } from 'pg';
import { Server } from 'socket.io';

/**
 * The raw limit: Fastify with one prepared statement per request on the same tables, for the same rows with all that
 * the portal's have. No sign-in, no rules, no merge, no history but one audit row, no order of events. A process of its
 * own, like the portal.
 */

/** As many connections as the portal has. */
const CONNECTIONS = 20;
/** Where the portal stops counting what a search found. */
const COUNT_LIMIT = 10_001;

const ROW = `u.id, u.version, u.primary_id as "primaryId", u.first_name as "firstName", u.middle_name as "middleName",
  u.last_name as "lastName", u.pref_first_name as "prefFirstName", u.pref_middle_name as "prefMiddleName",
  u.pref_last_name as "prefLastName", u.account_type as "accountType", u.record_type as "recordType", u.status,
  u.status_date::text as "statusDate", u.expiry_date::text as "expiryDate", u.user_group as "userGroup",
  u.job_description as "jobDescription", u.is_researcher as "isResearcher", u.updated_at as "updatedAt",
  e.address as "preferredEmail", l.kind as "lockKind", l.holder as "lockHolder", l.reason as "lockReason",
  l.acquired_at as "lockedAt", l.expires_at as "lockExpiresAt",
  (select json_agg(json_build_object('role', r.role, 'scope', r.scope)) from user_role r where r.user_id = u.id
    and r.active and r.role <> '200' and (r.expiry_date is null or r.expiry_date >= current_date)) as "heldRoles",
  (select count(*)::int from user_note n where n.user_id = u.id) as "noteCount"`;
const FROM = `from users u left join user_email e on e.user_id = u.id and e.preferred
  left join record_lock l on l.id = u.lock_id and l.expires_at > clock_timestamp()`;
const ORDER = `order by u.sort_name, u.id limit 26`;

const READS = {
  first: { text: `select ${ROW} ${FROM} ${ORDER}`, parameters: [] },
  deep: {
    text: `select ${ROW} ${FROM} where (u.sort_name, u.id) > ($1::text, $2::uuid) ${ORDER}`,
    parameters: ['key', 'id'],
  },
  email: {
    text: `select ${ROW} ${FROM} where u.id in (select k.user_id from user_email k
      where k.address_key collate "C" = $1) ${ORDER}`,
    parameters: ['q'],
  },
  identifier: {
    text: `select ${ROW} ${FROM} where u.id in (select k.id from users k where k.primary_id_key collate "C" = $1
      union all select i.user_id from user_identifier i where i.value_key collate "C" = $1) ${ORDER}`,
    parameters: ['q'],
  },
  name: {
    text: `select ${ROW}, (select count(*)::int from (select from users c where c.name_search @@ $1::tsquery
      limit ${COUNT_LIMIT}) counted) as total ${FROM} where u.name_search @@ $1::tsquery ${ORDER}`,
    parameters: ['q'],
  },
  record: {
    text: `select u.*, (select json_agg(e) from user_email e where e.user_id = u.id) as emails,
      (select json_agg(p) from user_phone p where p.user_id = u.id) as phones,
      (select json_agg(a) from user_address a where a.user_id = u.id) as addresses,
      (select json_agg(i) from user_identifier i where i.user_id = u.id) as identifiers,
      (select json_agg(n) from user_note n where n.user_id = u.id) as notes,
      (select json_agg(r) from user_role r where r.user_id = u.id) as roles from users u where u.id = $1`,
    parameters: ['id'],
  },
} as const;

/** Names of the reads, which are their paths. */
export type RawRead = keyof typeof READS;

/** Statements of a list, as the portal has them: its rows, and their number where a page does not tell it. */
export interface Question {
  rows: Sql;
  count: Sql | null;
  /** Rows of a page that is full. */
  full: number;
  isFirst: boolean;
}
interface Sql {
  name: string;
  text: string;
  values: readonly unknown[];
}

async function answer(pool: Pool, { rows, count, full, isFirst }: Question): Promise<string> {
  const ask = async <Row extends object>({ name, text, values }: Sql): Promise<Row[]> =>
    (await pool.query<Row>({ name, text, values: [...values] })).rows;
  const found = await ask<{ json: string }>(rows);
  const isWhole = isFirst && found.length < full;
  const total = isWhole || count === null ? { count: found.length } : (await ask<{ count: number }>(count))[0];
  return `{"rows":[${found.map(({ json }) => json).join(',')}],"total":${JSON.stringify(total)}}`;
}

const AUDIT = `create table if not exists bench_audit (id bigint generated always as identity primary key,
  user_id uuid not null, field text not null, before text, after text, at timestamptz not null default now())`;
const UPDATE = {
  name: 'save',
  text: `update users set job_description = $2, version = version + 1, updated_at = now() where id = $1
    returning version`,
};
const INSERT_AUDIT = {
  name: 'audit',
  text: `insert into bench_audit (user_id, field, after) values ($1, 'jobDescription', $2)`,
};

type Row = Record<string, unknown>;
const KINDS = ['emails', 'phones', 'addresses'] as const;
interface Contacts extends Record<(typeof KINDS)[number], Row[]> {
  id: string;
}
const TOUCH = {
  name: 'touch',
  text: 'update users set version = version + 1, updated_at = now() where id = $1 returning version',
};
const UPDATE_CONTACTS = {
  emails: `update user_email e set address = r.address, types = r.types, description = r.description
    from jsonb_to_recordset($1::jsonb) as r (id uuid, address text, types text[], description text) where e.id = r.id`,
  phones: `update user_phone p set number = r.number, types = r.types
    from jsonb_to_recordset($1::jsonb) as r (id uuid, number text, types text[]) where p.id = r.id`,
  addresses: `update user_address a set lines = r.lines, city = r.city, types = r.types, note = r.note
    from jsonb_to_recordset($1::jsonb) as r (id uuid, lines text[], city text, types text[], note text)
    where a.id = r.id`,
} as const;

/** The same rows as most people would write them: one prepared statement each. */
const UPDATE_CONTACT = {
  emails: 'update user_email set address = $2, types = $3, description = $4 where id = $1',
  phones: 'update user_phone set number = $2, types = $3 where id = $1',
  addresses: 'update user_address set lines = $2, city = $3, types = $4, note = $5 where id = $1',
} as const;
const COLUMNS = {
  emails: ['id', 'address', 'types', 'description'],
  phones: ['id', 'number', 'types'],
  addresses: ['id', 'lines', 'city', 'types', 'note'],
} as const;

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

type Query = Record<string, string>;

async function serve(databaseUrl: string): Promise<string> {
  const pool = new Pool({ connectionString: databaseUrl, min: 2, max: CONNECTIONS });
  await pool.query(AUDIT);
  const app = fastify();
  const sockets = new Server(app.server, { transports: ['websocket'], serveClient: false, perMessageDeflate: false });
  for (const [name, { text, parameters }] of Object.entries(READS)) {
    app.get(`/${name}`, async ({ query }: FastifyRequest<{ Querystring: Query }>) => {
      const { rows } = await pool.query<Query>({ name, text, values: parameters.map((key) => query[key]) });
      return rows;
    });
  }
  let questions: Question[] = [];
  app.post('/questions', ({ body }: FastifyRequest<{ Body: Question[] }>) => {
    questions = body;
    return { known: questions.length };
  });
  app.get('/question', async ({ query }: FastifyRequest<{ Querystring: Query }>, reply) => {
    const question = questions[Number(query.at)];
    if (question === undefined) throw new Error('no such question');
    return reply.type('application/json').send(await answer(pool, question));
  });
  app.post('/save', ({ body }: FastifyRequest<{ Body: { id: string; value: string } }>) =>
    inTransaction(pool, async (client) => {
      const values = [body.id, body.value];
      const { rows } = await client.query<{ version: number }>({ ...UPDATE, values });
      await client.query({ ...INSERT_AUDIT, values });
      return rows[0];
    }),
  );
  app.post('/contacts', ({ body }: FastifyRequest<{ Body: Contacts }>) =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ version: number }>({ ...TOUCH, values: [body.id] });
      for (const kind of KINDS) {
        await client.query({ name: kind, text: UPDATE_CONTACTS[kind], values: [JSON.stringify(body[kind])] });
      }
      await client.query({ ...INSERT_AUDIT, values: [body.id, JSON.stringify(body)] });
      return rows[0];
    }),
  );
  app.post('/contacts-one-by-one', ({ body }: FastifyRequest<{ Body: Contacts }>) =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ version: number }>({ ...TOUCH, values: [body.id] });
      for (const kind of KINDS) {
        for (const row of body[kind]) {
          const values = COLUMNS[kind].map((column) => row[column]);
          await client.query({ name: `one of ${kind}`, text: UPDATE_CONTACT[kind], values });
        }
      }
      await client.query({ ...INSERT_AUDIT, values: [body.id, JSON.stringify(body)] });
      return rows[0];
    }),
  );
  app.post('/emit', ({ body }: FastifyRequest<{ Body: unknown }>) => {
    sockets.emit('changes', body);
    return { sent: true };
  });
  return app.listen({ host: '127.0.0.1', port: 0 });
}

// The bench sends SIGTERM; when it dies without, the channel to it closes.
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
process.send?.(await serve(JSON.parse(process.argv[2] ?? '') as string));
