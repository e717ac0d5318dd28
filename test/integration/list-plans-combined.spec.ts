import type { Audience } from '../../backend/src/contract/grants.js';
import { SORTS } from '../../backend/src/contract/user-list.js';
import { EVERYBODY, managersOf } from '../support/audiences.js';
import type { Side } from '../support/list-plans.js';
import { ListPlans, ORDERS } from '../support/list-plans.js';

type Filters = Record<string, string>;
/** The forms a condition can have in a statement, with values for which few, some or nearly all users are found. */
type Condition = readonly (readonly Filters[])[];

const NONE: readonly Filters[] = [{}];
const RECORD_TYPE: Condition = [
  [{ tab: 'users' }],
  [{ tab: 'staff' }, { recordType: 'PUBLIC' }, { recordType: 'NON_AFFILIATED' }],
  [{ tab: 'staff', recordType: 'PUBLIC' }],
];
const SEARCH: Condition = [
  NONE,
  [
    { q: 'a', by: 'name' },
    { q: 'ang', by: 'lastName' },
    { q: 'ada chen', by: 'name' },
    { q: 'ada', by: 'firstName' },
    { q: 'nobody', by: 'middleName' },
  ],
  [{ q: 'U77@example.org', by: 'email' }],
  [{ q: 'bu77', by: 'identifier' }],
];
const OTHERS: readonly Condition[] = [
  [NONE, [{ accountType: 'EXTERNAL' }, { accountType: 'INTEXTAUTH' }, { accountType: 'INTERNAL' }]],
  [NONE, [{ status: 'active' }], [{ status: 'inactive' }]],
  [NONE, [{ flag: 'ACTIVE' }, { flag: 'INACTIVE' }]],
  [NONE, [{ researcher: 'yes' }], [{ researcher: 'no' }]],
  [NONE, [{ role: '200' }, { role: '21' }, { role: '9001' }]],
  [NONE, [{ signInLocked: 'yes' }], [{ signInLocked: 'no' }]],
  [NONE, [{ held: 'yes' }], [{ held: 'no' }]],
];
const READERS: readonly Audience[] = [
  ...[EVERYBODY, EVERYBODY, EVERYBODY],
  ...[managersOf('MAIN'), managersOf('LAW'), managersOf('ARTS'), managersOf('ARTS', 'MAIN')],
];
const SIDES: readonly Side[] = ['first', 'after', 'before'];

/** Picks that look like chance and are the same in every run (multiplicative hashing). */
function* picks(): Generator<number, never> {
  for (let at = 1; ; at += 1) yield (Math.imul(at, 2_654_435_761) >>> 7) & 0xffff;
}

function* combinations(conditions: readonly Condition[]): Generator<(readonly Filters[])[]> {
  const [first, ...rest] = conditions;
  if (first === undefined) yield [];
  else for (const form of first) for (const others of combinations(rest)) yield [form, ...others];
}

function pickOf<T>(among: readonly T[], numbers: Generator<number, never>): T {
  const picked = among[numbers.next().value % among.length];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

let plans: ListPlans;

beforeAll(async () => {
  plans = await ListPlans.start();
});
afterAll(() => plans.stop());

const GROUPS = RECORD_TYPE.flatMap((recordType) =>
  SEARCH.map((search) => [JSON.stringify({ ...recordType[0], ...search[0] }), recordType, search] as const),
);

// Values, readers, direction and side of the list change from one combination to the next; each is sorted by every key,
// counted, exported and selected.
test.each(GROUPS)(
  'S005 F108 the list never reads a whole table, with every combination of the other filters: %s',
  async (_, recordType, search) => {
    const numbers = picks();
    let counts = 0;
    for (const forms of combinations([[recordType], [search], ...OTHERS])) {
      const filters = Object.assign({}, ...forms.map((form) => pickOf(form, numbers))) as Filters;
      const reader = pickOf(READERS, numbers);
      const statements = await plans.asked(async () => {
        for (const sort of SORTS) {
          const order = { sort, direction: pickOf(['asc', 'desc'] as const, numbers) };
          await plans.turnTo(filters, order, pickOf(SIDES, numbers), reader);
        }
        await plans.count(filters, reader);
        await plans.export(filters, pickOf(ORDERS, numbers), reader);
        await plans.select(filters, reader);
      });
      expect(statements.length).toBeGreaterThanOrEqual(5);
      counts += statements.filter(({ text }) => text.includes('counted')).length;
      expect(await plans.readingWhole(statements)).toEqual([]);
    }
    // Of all but the few for which totals are kept.
    expect(counts).toBeGreaterThan(640);
  },
  120_000,
);
