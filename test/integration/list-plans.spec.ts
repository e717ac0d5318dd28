import { jest } from '@jest/globals';
import { listQuerySchema, SORTS, wholeListSchema } from '../../backend/src/contract/user-list.js';
import { Database } from '../../backend/src/platform/database/database.js';
import { encodeCursor } from '../../backend/src/users/list-cursor.js';
import { Selections } from '../../backend/src/users/selections.js';
import { UserLister } from '../../backend/src/users/user-lister.js';
import { UserSuggester } from '../../backend/src/users/user-suggester.js';
import { fillWithUsers } from '../support/many-users.js';
import type { Audience } from '../../backend/src/contract/grants.js';
import { EVERYBODY, managersOf } from '../support/audiences.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';

const COUNT = 20_000;

const FILTERS: readonly Record<string, string>[] = [
  { tab: 'users' },
  { tab: 'staff' },
  { recordType: 'PUBLIC' },
  { recordType: 'NON_AFFILIATED' },
  { accountType: 'EXTERNAL' },
  { accountType: 'INTEXTAUTH' },
  { status: 'active' },
  { status: 'inactive' },
  { researcher: 'yes' },
  { researcher: 'no' },
  { role: '21' },
  { role: '200' },
  { role: '9001' },
  { signInLocked: 'yes' },
  { signInLocked: 'no' },
  { held: 'yes' },
  { held: 'no' },
  { q: 'ada chen', by: 'name' },
  { q: 'ang', by: 'lastName' },
  { q: 'ada', by: 'firstName' },
  { q: 'nobody', by: 'middleName' },
  { q: 'U77@example.org', by: 'email' },
  { q: 'bu77', by: 'identifier' },
];
const ORDERS = SORTS.flatMap((sort) => (['asc', 'desc'] as const).map((direction) => ({ sort, direction })));

/** Where a page begins that lies in the middle of the list, by each sort key. */
const MIDDLE = { name: 'garcía', primaryId: 'u5', statusDate: '2025-06-01' };
const ID = '88888888-8888-4888-8888-888888888888';
const WHOLE_TABLES = ['users', 'user_email', 'user_identifier', 'user_note', 'user_role', 'change_log'];
/** A count, and nothing else, may set all holders of a role beside the users (docs/decisions/totals.md). */
const WHOLE_FOR_A_COUNT = 'user_role';

interface Statement {
  text: string;
  params: readonly unknown[];
}
interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Parent Relationship'?: string;
  Plans?: Plan[];
}

let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
  await fillWithUsers(portal, COUNT);
  // Units of all sizes: half of all, a tenth, and a hundredth of them.
  await portal.query(`alter table users disable trigger users_version`);
  await portal.query(`update users set campus_code = case when right(primary_id, 1) < '5' then 'MAIN'
    when right(primary_id, 1) = '5' then 'LAW' when right(primary_id, 2) = '99' then 'ARTS' end`);
  await portal.query(`alter table users enable trigger users_version`);
  await portal.query('vacuum analyze users');
});
afterAll(() => portal.stop());

/** What the portal would ask the database about users while it does this; it gets no rows for an answer. */
async function asked(work: () => Promise<unknown>): Promise<Statement[]> {
  const found = new Map<string, Statement>();
  const spy = jest.spyOn(portal.get(Database), 'query').mockImplementation((text, params = []) => {
    found.set(JSON.stringify([text, params]), { text, params });
    return Promise.resolve([]);
  });
  // Nothing was found, which some refuse to go on with.
  await work().catch(() => undefined);
  spy.mockRestore();
  return [...found.values()].filter(({ text }) => /\b(from|join) users u\b/u.test(text));
}

/** Every statement the list sends for these filters: in all orders, for the first page and for one on either side. */
function statementsOf(filters: Record<string, string>, reader = EVERYBODY): Promise<Statement[]> {
  return asked(() => turnPages(filters, reader));
}

async function turnPages(filters: Record<string, string>, reader: Audience): Promise<void> {
  for (const order of ORDERS) {
    const query = listQuerySchema.parse({ tab: 'users', ...filters, ...order });
    const cursors = (['after', 'before'] as const).map((side) =>
      encodeCursor({ ...order, side, key: MIDDLE[order.sort], id: ID }),
    );
    for (const cursor of [undefined, ...cursors]) await portal.get(UserLister).page({ ...query, cursor }, reader);
  }
}

/**
 * What a statement of the list reads from one end to the other and should not. What is counted stops at ten thousand,
 * so a count may read a table that far; a page may not at all.
 */
async function wrongOf(statement: Statement): Promise<string[]> {
  const isCount = statement.text.includes('counted');
  const tables = wholeTablesOf(await planOf(statement), isCount);
  return tables.filter((table) => !(isCount && table === WHOLE_FOR_A_COUNT));
}

async function planOf({ text, params }: Statement): Promise<Plan> {
  const [row] = await portal.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (format json) ${text}`, params);
  if (row === undefined) throw new Error('no plan');
  return row['QUERY PLAN'][0].Plan;
}

/** The tables a plan reads from one end to the other; with `stopping`, only those a limit above does not cut short. */
function wholeTablesOf(plan: Plan, stopping: boolean, isCut = false): string[] {
  const name = plan['Relation Name'] ?? '';
  const here = plan['Node Type'] === 'Seq Scan' && !(stopping && isCut) && WHOLE_TABLES.includes(name) ? [name] : [];
  const below = (plan.Plans ?? []).flatMap((child) => {
    // Rows of the outer side of a join are asked for one by one, until the limit has enough.
    const streams =
      ['Nested Loop', 'Hash Join'].includes(plan['Node Type']) && child['Parent Relationship'] === 'Outer';
    return wholeTablesOf(child, stopping, plan['Node Type'] === 'Limit' || (isCut && streams));
  });
  return [...here, ...below];
}

const TITLES = FILTERS.map((filter, at) => [JSON.stringify(filter), at] as const);

test.each(TITLES)(
  'S005 F108 the list never reads a whole table: %s alone and with every other filter',
  async (_, at) => {
    const whole: unknown[] = [];
    let pages = 0;
    for (const other of FILTERS.slice(at)) {
      const filters = { ...FILTERS[at], ...other };
      for (const statement of await statementsOf(filters)) {
        pages += Number(!statement.text.includes('counted'));
        const tables = await wrongOf(statement);
        if (tables.length > 0)
          whole.push({ filters, tables, order: /order by.*/.exec(statement.text)?.[0] ?? 'count' });
      }
    }
    expect(whole).toEqual([]);
    expect(pages).toBeGreaterThanOrEqual(12);
  },
);

/** Tables that statements read from one end to the other, with what asked for them. */
async function wholeTables(statements: readonly Statement[], stopping: boolean): Promise<unknown[]> {
  const whole: unknown[] = [];
  for (const statement of statements) {
    const tables = wholeTablesOf(await planOf(statement), stopping);
    if (tables.length > 0) whole.push({ tables, text: statement.text, params: statement.params });
  }
  return whole;
}

test('B12 F108 an export never reads a whole table to begin', async () => {
  for (const filters of FILTERS) {
    for (const order of ORDERS) {
      const query = wholeListSchema.parse({ tab: 'users', ...filters, ...order });
      const statements = await asked(() => portal.get(UserLister).chunks(query, { reader: EVERYBODY }).next());
      expect(statements).toHaveLength(1);
      expect(await wholeTables(statements, true)).toEqual([]);
    }
  }
});

test('B12 B09 F108 a selection is exported, counted and gone through by the users it holds', async () => {
  const ids = await portal.query<{ id: string }>(`select id from users where primary_id_key like '%77'`);
  const owner = ids[0]?.id ?? '';
  const { id: selection } = await portal
    .get(Selections)
    .make({ userId: owner, units: null }, { ids: ids.map(({ id }) => id) });
  await portal.query('analyze list_selection_member');
  for (const order of ORDERS) {
    const query = wholeListSchema.parse({ tab: 'users', ...order });
    const statements = await asked(() => portal.get(UserLister).chunks(query, { reader: EVERYBODY, selection }).next());
    expect(await wholeTables(statements, false)).toEqual([]);
  }
  const reads = await asked(() => portal.get(Selections).own(selection, { userId: owner, units: null }));
  expect(await wholeTables(reads, false)).toEqual([]);
});

test('B09 F108 selecting a whole list reads no further than ten thousand', async () => {
  for (const filters of FILTERS) {
    const list = wholeListSchema.parse({ tab: 'users', ...filters });
    const statements = await asked(() => portal.get(Selections).make({ userId: ID, units: null }, { list }));
    expect(statements.length).toBeGreaterThan(0);
    expect(await wholeTables(statements, true)).toEqual([]);
  }
});

test('S006 F108 suggestions never read a whole table, however much of a name is typed', async () => {
  for (const q of ['a', 'an', 'chen', 'ada chen', 'nobody', 'U77', 'u77@example.org', '山', 'bu77']) {
    const statements = await asked(() => portal.get(UserSuggester).suggest(q, null));
    expect(statements.length).toBeGreaterThanOrEqual(3);
    expect(await wholeTables(statements, false)).toEqual([]);
  }
});

const SCOPED: readonly (readonly string[])[] = [['MAIN'], ['LAW'], ['ARTS'], ['ARTS', 'LAW'], ['ARTS', 'MAIN']];

test.each(SCOPED.map((units) => [units.join(' and '), units] as const))(
  'F32 F108 the list of %s alone never reads a whole table, with any filter and in any order',
  async (_, units) => {
    const reader = managersOf(...units);
    const whole: unknown[] = [];
    for (const filters of FILTERS) {
      for (const statement of await statementsOf(filters, reader)) {
        expect(statement.text).toContain('u.campus_code');
        const tables = await wrongOf(statement);
        if (tables.length > 0) whole.push({ filters, tables, text: statement.text });
      }
    }
    const suggested = await asked(() => portal.get(UserSuggester).suggest('u77@example.org', units));
    expect(await wholeTables(suggested, false)).toEqual([]);
    expect(whole).toEqual([]);
  },
);
