import { FIELD_NAMES, type FieldName } from '../contract/users.js';
import { freeOrRefuse } from '../locks/lock-check.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Statement } from '../platform/database/statement.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { type RecordPlan, rowsIn, rowsOut } from './list-plan.js';
import { LIST_NAMES } from '../contract/list-rows.js';
import { type Column, columnNames, columns, listsJson, rowDefinition } from './list-tables.js';
import type { RecordLists } from './record-lists.js';
import type { TakenRecord } from './taken-record.js';

const DATES: ReadonlySet<FieldName> = new Set(['birthDate', 'expiryDate', 'purgeDate']);
const WRITTEN = columns(
  ...FIELD_NAMES.map((field) => `${field} ${DATES.has(field) ? 'date' : 'text'}`),
  ...['version integer', 'accountType text', 'externalId text', 'statusDate date', 'lettersOut text[]'],
  ...['isResearcher boolean', 'handEdited jsonb', 'updatedAt timestamptz', 'lockId bigint'],
);
const DERIVED = columns('primaryIdKey text', 'sortName text', 'nameSearch tsvector');

/** Days and big numbers travel as text, so that no time zone and no rounding touches them. */
function read({ column, key, type }: Column): string {
  if (type === 'timestamptz') return `${isoTime(column)} as "${key}"`;
  return `${column}${type === 'date' || type === 'bigint' ? '::text' : ''} as "${key}"`;
}

// `no key update` of the row alone: whoever only refers to the user is not made to wait.
const take = (which: string): string => `select id, ${WRITTEN.map(read).join(', ')} from users
where ${which} for no key update`;
const TAKE = take('id = any($1::uuid[]) order by id');
// The plan for one id is made once; one for an array would be made anew for its length, which takes longer than taking.
const TAKE_ONE = take('id = $1::uuid');

/**
 * The first step of every write to existing records: takes their rows, in id order so that two writers never wait
 * for each other in a circle, and refuses those another holder has locked. Missing ids are missing in the answer.
 * @throws ProblemError `record.locked`
 */
export async function takeRecords(unit: Unit, ids: readonly string[]): Promise<TakenRecord[]> {
  const records = await unit.sql<TakenRecord>(TAKE, [ids]);
  await freeOrRefuse(unit, records);
  return records;
}

const LISTS = `json_build_object(${listsJson(LIST_NAMES)})`;
const READ_LISTS = `select ${LISTS} as lists from users u where u.id = $1`;

// The lists are of the moment at which the statement began. Who had to wait for the row finds it in a later version.
const TAKE_WITH_LISTS = `
with taken as materialized (${TAKE_ONE})
select taken.*, seen.lists, seen.version is distinct from taken.version as "isStale" from taken
left join lateral (select u.version, ${LISTS} as lists from users u where u.id = taken.id) seen on true`;

interface Taken {
  record: TakenRecord;
  lists: RecordLists | null;
}

/**
 * Takes one record, with its lists where they are wanted.
 * @returns null for no such record
 * @throws ProblemError `record.locked`
 */
export async function takeRecord(unit: Unit, id: string, { withLists }: { withLists: boolean }): Promise<Taken | null> {
  if (!withLists) {
    const [record] = await unit.sql<TakenRecord>(TAKE_ONE, [id]);
    if (record === undefined) return null;
    await freeOrRefuse(unit, [record]);
    return { record, lists: null };
  }
  const [row] = await unit.sql<TakenRecord & { lists: RecordLists; isStale: boolean }>(TAKE_WITH_LISTS, [id]);
  if (row === undefined) return null;
  const { lists, isStale, ...record } = row;
  await freeOrRefuse(unit, [record]);
  if (!isStale) return { record, lists };
  const [now] = await unit.sql<{ lists: RecordLists }>(READ_LISTS, [id]);
  return { record, lists: now?.lists ?? lists };
}

function updateText(written: readonly Column[]): Statement['text'] {
  const head = `update users set (${columnNames(written)}) = (select ${written.map(({ key }) => `r."${key}"`).join(', ')}`;
  const row = `as r (${rowDefinition(written)}))`;
  return (at) => `${head} from jsonb_to_record($${String(at)}::jsonb) ${row} where id = $${String(at + 1)}::uuid`;
}
const UPDATE = updateText(WRITTEN);
const UPDATE_WITH_DERIVED = updateText([...WRITTEN, ...DERIVED]);

function update({ derived, ...record }: TakenRecord): Statement {
  const text = derived === undefined ? UPDATE : UPDATE_WITH_DERIVED;
  return { text, parameters: [JSON.stringify({ ...record, ...derived }), record.id] };
}

/**
 * Sends what writes back a record that was taken, with what becomes of its lists.
 * @param meaning what a failure means, where that is known
 */
export function writeRecord(
  unit: Unit,
  record: TakenRecord,
  lists: RecordPlan,
  meaning?: (error: unknown) => unknown,
): void {
  unit.send(rowsOut([lists]), meaning);
  // An identifier that was the primary one until now can only become an additional one after that.
  const isRenamed = record.derived !== undefined;
  if (isRenamed) unit.send([update(record)], meaning);
  unit.send([...(isRenamed ? [] : [update(record)]), ...rowsIn([lists])], meaning);
}
