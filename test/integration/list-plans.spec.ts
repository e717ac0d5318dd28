import { wholeListSchema } from '../../backend/src/contract/user-list.js';
import { Database } from '../../backend/src/platform/database/database.js';
import { Selections } from '../../backend/src/users/selections.js';
import { UserLister } from '../../backend/src/users/user-lister.js';
import { UserSuggester } from '../../backend/src/users/user-suggester.js';
import { EVERYBODY, managersOf } from '../support/audiences.js';
import type { Statement } from '../support/list-plans.js';
import { ListPlans, ORDERS } from '../support/list-plans.js';

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
let plans: ListPlans;

beforeAll(async () => {
  plans = await ListPlans.start();
});
afterAll(() => plans.stop());

/** Every statement the list sends for these filters: in all orders, for the first page and for one on either side. */
function statementsOf(filters: Record<string, string>, reader = EVERYBODY): Promise<Statement[]> {
  return plans.asked(async () => {
    for (const order of ORDERS) {
      for (const side of ['first', 'after', 'before'] as const) await plans.turnTo(filters, order, side, reader);
    }
  });
}

test('S005 F108 a statement that reads a whole table would be seen, and a count may not be planned to', async () => {
  const text = `select u.id from users u where u.gender = $1`;
  const statement = { text, params: ['NONE'], byIndex: false };
  expect(await plans.readingWhole([statement])).toEqual([{ tables: ['users'], statement }]);
  const counts = (await statementsOf({ status: 'active' })).filter(({ byIndex }) => byIndex);
  expect(counts.map((count) => count.text)).toEqual([expect.stringContaining('count(*)')]);
});

test('F108 what is planned without whole tables lasts for one statement, also when that fails', async () => {
  const database = plans.portal.get(Database);
  const setting = 'show enable_seqscan';
  expect(await database.byIndex(setting)).toEqual([{ enable_seqscan: 'off' }]);
  // More than there are connections: none may be kept, or left in a transaction that has failed.
  const failed = Array.from({ length: 30 }, () => database.byIndex('select 1 / $1::int', [0]));
  for (const each of failed) await expect(each).rejects.toThrow('division by zero');
  const after = await Promise.all(Array.from({ length: 30 }, () => database.query(setting)));
  expect(after).toEqual(after.map(() => [{ enable_seqscan: 'on' }]));
});

const TITLES = FILTERS.map((filter, at) => [JSON.stringify(filter), at] as const);

test.each(TITLES)(
  'S005 F108 the list never reads a whole table: %s alone and with every other filter',
  async (_, at) => {
    for (const other of FILTERS.slice(at)) {
      const statements = await statementsOf({ ...FILTERS[at], ...other });
      expect(statements.length).toBeGreaterThanOrEqual(12);
      expect(await plans.readingWhole(statements)).toEqual([]);
    }
  },
);

test('B12 F108 an export never reads a whole table to begin', async () => {
  for (const filters of FILTERS) {
    for (const order of ORDERS) {
      const statements = await plans.asked(() => plans.export(filters, order, EVERYBODY));
      expect(statements).toHaveLength(1);
      expect(await plans.readingWhole(statements)).toEqual([]);
    }
  }
});

test('B12 B09 F108 a selection is exported, counted and gone through by the users it holds', async () => {
  const ids = await plans.portal.query<{ id: string }>(`select id from users where primary_id_key like '%77'`);
  const owner = ids[0]?.id ?? '';
  const { id: selection } = await plans.portal
    .get(Selections)
    .make({ userId: owner, units: null }, { ids: ids.map(({ id }) => id) });
  await plans.portal.query('analyze list_selection_member');
  for (const order of ORDERS) {
    const query = wholeListSchema.parse({ tab: 'users', ...order });
    const statements = await plans.asked(() =>
      plans.portal.get(UserLister).chunks(query, { reader: EVERYBODY, selection }).next(),
    );
    expect(await plans.readingWhole(statements)).toEqual([]);
  }
  const reads = await plans.asked(() => plans.portal.get(Selections).own(selection, { userId: owner, units: null }));
  expect(await plans.readingWhole(reads)).toEqual([]);
});

test('B09 F108 selecting a whole list never reads a whole table', async () => {
  for (const filters of FILTERS) {
    const statements = await plans.asked(() => plans.select(filters, EVERYBODY));
    expect(statements.length).toBeGreaterThan(0);
    expect(await plans.readingWhole(statements)).toEqual([]);
  }
});

test('S006 F108 suggestions never read a whole table, however much of a name is typed', async () => {
  for (const q of ['a', 'an', 'chen', 'ada chen', 'nobody', 'U77', 'u77@example.org', '山', 'bu77']) {
    const statements = await plans.asked(() => plans.portal.get(UserSuggester).suggest(q, null));
    expect(statements.length).toBeGreaterThanOrEqual(3);
    expect(await plans.readingWhole(statements)).toEqual([]);
  }
});

const SCOPED: readonly (readonly string[])[] = [['MAIN'], ['LAW'], ['ARTS'], ['ARTS', 'LAW'], ['ARTS', 'MAIN']];

test.each(SCOPED.map((units) => [units.join(' and '), units] as const))(
  'F32 F108 the list of %s alone never reads a whole table, with any filter and in any order',
  async (_, units) => {
    const reader = managersOf(...units);
    for (const filters of FILTERS) {
      const statements = await statementsOf(filters, reader);
      for (const { text } of statements) expect(text).toContain('u.campus_code');
      expect(await plans.readingWhole(statements)).toEqual([]);
    }
    const suggested = await plans.asked(() => plans.portal.get(UserSuggester).suggest('u77@example.org', units));
    expect(await plans.readingWhole(suggested)).toEqual([]);
  },
);
