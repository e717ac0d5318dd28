import type { Units } from '../contract/grants.js';
import type { ListQuery, WholeList } from '../contract/user-list.js';
import { emailKey, identifierKey, NAME_WEIGHT, nameQuery } from './keys.js';

/** SQL under construction: every value becomes a bound parameter, so no input is ever part of the text. */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** The placeholder of a value, with its type. */
  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${String(this.values.length)}::${type}`;
  }
}

/** The condition that leaves only users of these units; none where all units are seen. */
export function inUnits(units: Units, sql: SqlParameters): string[] {
  if (units === null) return [];
  // One unit is the rule, and told so the database reads it in the order of the names.
  const [unit, ...others] = units;
  if (unit === undefined) return ['false'];
  if (others.length === 0) return [`u.campus_code = ${sql.add(unit, 'text')}`];
  return [`u.campus_code = any(${sql.add(units, 'text[]')})`];
}

function isName(by: ListQuery['by']): by is keyof typeof NAME_WEIGHT {
  return by in NAME_WEIGHT;
}

function search(query: WholeList, sql: SqlParameters): string | null {
  if (query.q === '') return null;
  if (query.by === 'email') {
    const key = sql.add(emailKey(query.q), 'text');
    return `u.id in (select e.user_id from user_email e where e.address_key collate "C" = ${key})`;
  }
  if (query.by === 'identifier') {
    const key = sql.add(identifierKey(query.q), 'text');
    return `u.id in (select k.id from users k where k.primary_id_key collate "C" = ${key}
      union all select i.user_id from user_identifier i where i.value_key collate "C" = ${key})`;
  }
  const wanted = nameQuery(query.q, isName(query.by) ? NAME_WEIGHT[query.by] : '');
  return wanted === null ? 'false' : `u.name_search @@ ${sql.add(wanted, 'tsquery')}`;
}

const SIGN_IN_LOCKED = `select c.user_id from attempt_counter c
  where c.secret = 'password' and c.locked_at is not null and c.locked_at + interval '30 minutes' > clock_timestamp()`;
const HELD = `select unnest(l.record_ids) from record_lock l where l.expires_at > clock_timestamp()`;

function among(flag: 'yes' | 'no' | undefined, ids: string): string | null {
  if (flag === undefined) return null;
  return `u.id ${flag === 'yes' ? 'in' : 'not in'} (${ids})`;
}

function status(query: WholeList, today: string, sql: SqlParameters): string | null {
  if (query.status === 'all') return null;
  const day = sql.add(today, 'date');
  return query.status === 'active'
    ? `(u.status = 'ACTIVE' and (u.expiry_date is null or u.expiry_date >= ${day}))`
    : `(u.status = 'INACTIVE' or u.expiry_date < ${day})`;
}

function researcher(query: WholeList): string | null {
  if (query.researcher === undefined) return null;
  return query.researcher === 'yes' ? 'u.is_researcher' : 'not u.is_researcher';
}

/** Is it looked for a whole e-mail address or identifier? */
export function isWholeValueSearch({ q, by }: ListQuery): boolean {
  return q !== '' && (by === 'email' || by === 'identifier');
}

/** Is it looked for a part of a name, which one row or half of all may have? */
export function isNameSearch(query: ListQuery): boolean {
  return query.q !== '' && !isWholeValueSearch(query);
}

/** Do the filters narrow the list by anything but record type and account type? */
export function isPlain(query: ListQuery): boolean {
  return (
    query.q === '' &&
    query.status === 'all' &&
    query.flag === undefined &&
    query.role === undefined &&
    query.researcher === undefined &&
    query.signInLocked === undefined &&
    query.held === undefined
  );
}

/** The record type the list is narrowed to: the Staff tab's, or the filter's (decision 5). */
export function recordTypeOf(query: WholeList): string | undefined {
  return query.tab === 'staff' ? 'STAFF' : query.recordType;
}

/** The conditions of a list query on `users u`, joined by `and`; `today` is a calendar day. */
export function conditions(query: WholeList, today: string, sql: SqlParameters): string[] {
  const recordType = recordTypeOf(query);
  return [
    recordType === undefined ? null : `u.record_type = ${sql.add(recordType, 'text')}`,
    // Both may be given; a Staff tab filtered to another type is rightly empty.
    query.tab === 'staff' && query.recordType !== undefined
      ? `u.record_type = ${sql.add(query.recordType, 'text')}`
      : null,
    query.accountType === undefined ? null : `u.account_type = ${sql.add(query.accountType, 'text')}`,
    query.role === undefined
      ? null
      : `u.id in (select r.user_id from user_role r where r.role = ${sql.add(query.role, 'text')} and r.active)`,
    status(query, today, sql),
    query.flag === undefined ? null : `u.status = ${sql.add(query.flag, 'text')}`,
    researcher(query),
    among(query.signInLocked, SIGN_IN_LOCKED),
    among(query.held, HELD),
    search(query, sql),
  ].filter((condition) => condition !== null);
}
