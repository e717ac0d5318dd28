import type { Client } from 'pg';
import type { ListQueryInput } from '../../backend/src/contract/user-list.js';
import { SORTS } from '../../backend/src/contract/user-list.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { words } from '../../backend/src/users/keys.js';
import { encodeCursor } from '../../backend/src/users/list-cursor.js';
import { personOf } from './people.js';
import { randomFrom } from './random.js';

type Sort = (typeof SORTS)[number];
type Filters = Partial<ListQueryInput>;

const COMBINATIONS = 120;
const SEED = 20_261_129;
/** A row in the middle of each order, where a deep page begins. */
const PLACES: Record<Sort, string> = {
  name: 'select sort_name as key, id from users order by sort_name, id offset $1 limit 1',
  primaryId: 'select primary_id_key as key, id from users order by primary_id_key collate "C", id offset $1 limit 1',
  statusDate: 'select status_date::text as key, id from users order by status_date, id offset $1 limit 1',
};

interface Place {
  key: string;
  id: string;
}

/** Every filter of the list with values that few, some and nearly all of the bench's people have. */
function choices(users: number): (readonly Filters[])[] {
  const person = personOf(Math.floor(users / 3));
  const lastName = words(person.lastName)[0] ?? '';
  return [
    [{ tab: 'staff' }, { recordType: 'PUBLIC' }, { recordType: 'CONTACT' }, { recordType: 'NON_AFFILIATED' }],
    [{ accountType: 'EXTERNAL' }, { accountType: 'INTERNAL' }, { accountType: 'INTEXTAUTH' }],
    [{ status: 'active' }, { status: 'inactive' }],
    [{ flag: 'ACTIVE' }, { flag: 'INACTIVE' }],
    [{ researcher: 'yes' }, { researcher: 'no' }],
    [{ role: ROLE.patron }, { role: ROLE.researchObserver }, { role: ROLE.userAdministrator }],
    [{ signInLocked: 'yes' }, { signInLocked: 'no' }],
    [{ held: 'yes' }, { held: 'no' }],
    [
      ...(['a', 'an', 'ell', lastName] as const).map((q): Filters => ({ q, by: 'name' })),
      { q: 'ma', by: 'lastName' },
      { q: 'ma', by: 'firstName' },
      { q: person.emails[0]?.address ?? '', by: 'email' },
      { q: person.primaryId, by: 'identifier' },
    ],
  ];
}

/**
 * Lists by every single filter, in every order and also from the middle on, and by combinations of several
 * filters; the same in every run.
 */
export async function filteredLists(client: Client, users: number): Promise<ListQueryInput[]> {
  const random = randomFrom(SEED);
  const pick = <T>(among: readonly T[]): T => among[Math.floor(random() * among.length)] as T;
  const places = {} as Record<Sort, Place>;
  for (const sort of SORTS) {
    const { rows } = await client.query<Place>(PLACES[sort], [Math.floor(users / 2)]);
    if (rows[0] === undefined) throw new Error('there is nobody in the middle');
    places[sort] = rows[0];
  }
  const listOf = (filters: Filters, sort: Sort, isDeep: boolean): ListQueryInput => {
    const order = { sort, direction: pick(['asc', 'desc'] as const) };
    const cursor = encodeCursor({ ...order, side: pick(['after', 'before'] as const), ...places[sort] });
    return { tab: 'users', ...filters, ...order, ...(isDeep ? { cursor } : {}) };
  };
  const all = choices(users);
  const singles = [{}, ...all.flat()].flatMap((filters) =>
    SORTS.flatMap((sort) => [false, true].map((isDeep) => listOf(filters, sort, isDeep))),
  );
  const combined = Array.from({ length: COMBINATIONS }, () => {
    const taken = all.filter(() => random() < 0.4).map(pick);
    return listOf(Object.assign({}, ...taken) as Filters, pick(SORTS), random() < 0.5);
  });
  // In no order, so that whoever is measured for a while is asked for all kinds alike.
  const lists = [...singles, ...combined].map((list) => ({ list, place: random() }));
  return lists.sort((one, other) => one.place - other.place).map(({ list }) => list);
}

const LOCKED = `insert into attempt_counter (user_id, secret, failures, locked_at)
  select id, 'password', 5, clock_timestamp() + interval '1 day' from users where primary_id_key like '%077'`;
const HELD = `with held as (insert into record_lock (kind, holder, reason, record_ids, expires_at)
    select 'job', 'bench', 'bench', array_agg(id), clock_timestamp() + interval '1 day' from users
    where primary_id_key like '%055' returning id, record_ids)
  update users u set lock_id = held.id from held where u.id = any(held.record_ids)`;
const FREE = [
  `delete from attempt_counter where locked_at > clock_timestamp()`,
  `update users set lock_id = null where lock_id is not null`,
  `delete from record_lock where holder = 'bench'`,
];

/** Does the work while one of a thousand users is locked out, and another held by a job. */
export async function whileSomeAreHeld<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query(LOCKED);
  await client.query(HELD);
  try {
    return await work();
  } finally {
    for (const statement of FREE) await client.query(statement);
  }
}
