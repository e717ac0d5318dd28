import { jest } from '@jest/globals';
import { listQuerySchema, SORTS } from '../../backend/src/contract/user-list.js';
import { Database } from '../../backend/src/platform/database/database.js';
import { encodeCursor } from '../../backend/src/users/list-cursor.js';
import { UserLister } from '../../backend/src/users/user-lister.js';
import { fillWithUsers } from '../support/many-users.js';
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
const WHOLE_TABLES = ['users', 'user_email', 'user_identifier', 'change_log'];

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
});
afterAll(() => portal.stop());

/** Every statement the list sends for these filters: in all orders, for the first page and for one on either side. */
async function statementsOf(filters: Record<string, string>): Promise<Statement[]> {
  const found = new Map<string, Statement>();
  const spy = jest.spyOn(portal.get(Database), 'query').mockImplementation((text, params = []) => {
    found.set(JSON.stringify([text, params]), { text, params });
    return Promise.resolve([]);
  });
  for (const order of ORDERS) {
    const query = listQuerySchema.parse({ tab: 'users', ...filters, ...order });
    const cursors = (['after', 'before'] as const).map((side) =>
      encodeCursor({ ...order, side, key: MIDDLE[order.sort], id: ID }),
    );
    for (const cursor of [undefined, ...cursors]) await portal.get(UserLister).page({ ...query, cursor });
  }
  spy.mockRestore();
  return [...found.values()].filter(({ text }) => text.includes('from users u'));
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
        // What is counted stops at ten thousand, so a count may read a table that far; a page may not at all.
        const isCount = statement.text.includes('counted');
        pages += Number(!isCount);
        const tables = wholeTablesOf(await planOf(statement), isCount);
        if (tables.length > 0)
          whole.push({ filters, tables, order: /order by.*/.exec(statement.text)?.[0] ?? 'count' });
      }
    }
    expect(whole).toEqual([]);
    expect(pages).toBeGreaterThanOrEqual(12);
  },
);
