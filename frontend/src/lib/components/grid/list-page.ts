import { applyToRow } from '#contract/apply-change.ts';
import type { Change } from '#contract/changes.ts';
import { displayName } from '#contract/names.ts';
import type { ListQuery, UserPage, UserRow } from '#contract/user-list.ts';

/** A page on screen, kept true by changes but never reordered under the pointer. */
export interface ListPage {
  readonly query: ListQuery;
  readonly page: UserPage;
  /** Records whose change would add, move or remove a row if the page were read again. */
  readonly outdated: ReadonlySet<string>;
  /** Rows on screen whose record was deleted; they stay until the order is refreshed. */
  readonly deleted: ReadonlySet<string>;
}

export interface Step {
  readonly list: ListPage;
  /** Rows to highlight. */
  readonly touched: readonly string[];
  /** Rows that missed a change and must be read again. */
  readonly stale: readonly string[];
}

const NAME_PARTS = ['firstName', 'middleName', 'lastName', 'prefFirstName', 'prefMiddleName', 'prefLastName'];

const SORTED_BY: Record<ListQuery['sort'], readonly string[]> = {
  name: NAME_PARTS,
  primaryId: ['primaryId'],
  statusDate: ['statusDate', 'status'],
};

const collator = new Intl.Collator('und', { sensitivity: 'variant' });

export function openPage(query: ListQuery, page: UserPage): ListPage {
  return { query, page, outdated: new Set(), deleted: new Set() };
}

/** Fields that decide whether a record is in this list at all. */
function decidingFields(query: ListQuery): Set<string> {
  const fields = new Set<string>();
  if (query.tab === 'staff' || query.recordType !== undefined) fields.add('recordType');
  if (query.accountType !== undefined) fields.add('accountType');
  if (query.status !== 'all') ['status', 'expiryDate'].forEach((field) => fields.add(field));
  if (query.researcher !== undefined) fields.add('isResearcher');
  if (query.role !== undefined) fields.add('roles');
  if (query.q !== '') [...NAME_PARTS, 'primaryId', 'identifiers', 'emails'].forEach((field) => fields.add(field));
  return fields;
}

function meets(query: ListQuery, change: Change): boolean {
  const deciding = decidingFields(query);
  return change.fields.some(({ field }) => deciding.has(field));
}

function moves(query: ListQuery, change: Change): boolean {
  return change.fields.some(({ field }) => SORTED_BY[query.sort].includes(field));
}

/**
 * The name a changed record is sorted by: last name first, however the institution shows names. Null when the change
 * does not say it.
 */
function sortedName(change: Change, lastFirst: boolean): string | null {
  if (change.action !== 'created') return lastFirst ? change.recordName : null;
  const given = Object.fromEntries(change.fields.map(({ field, after }) => [field, after]));
  const part = (field: string): string | null => (typeof given[field] === 'string' ? given[field] : null);
  return displayName({
    ...{ firstName: part('firstName'), middleName: part('middleName'), lastName: part('lastName') },
    ...{ prefFirstName: part('prefFirstName'), prefMiddleName: part('prefMiddleName') },
    prefLastName: part('prefLastName'),
  });
}

/** Would a record of this name stand between the first and the last row? Other orders cannot tell: assume not. */
function belongsHere({ query, page }: ListPage, name: string | null): boolean {
  const first = page.rows.at(0);
  const last = page.rows.at(-1);
  if (query.sort !== 'name' || name === null || first === undefined || last === undefined) return page.next === null;
  const turn = query.direction === 'asc' ? 1 : -1;
  const afterFirst = page.previous === null || turn * collator.compare(name, displayName(first)) >= 0;
  const beforeLast = page.next === null || turn * collator.compare(name, displayName(last)) <= 0;
  return afterFirst && beforeLast;
}

function withOutdated(list: ListPage, id: string): ListPage {
  return list.outdated.has(id) ? list : { ...list, outdated: new Set([...list.outdated, id]) };
}

function withRow(list: ListPage, row: UserRow): ListPage {
  const rows = list.page.rows.map((old) => (old.id === row.id ? row : old));
  return { ...list, page: { ...list.page, rows } };
}

function elsewhere(list: ListPage, change: Change, lastFirst: boolean): ListPage {
  const { query } = list;
  const created = change.action === 'created' && (query.tab === 'users' || isStaff(change));
  const entered = meets(query, change) || moves(query, change);
  const affects = created || (change.action === 'updated' && entered);
  return affects && belongsHere(list, sortedName(change, lastFirst)) ? withOutdated(list, change.recordId) : list;
}

function isStaff(change: Change): boolean {
  return change.fields.some(({ field, after }) => field === 'recordType' && after === 'STAFF');
}

/** What is left of a row whose user was deleted: a place in the list, until the order is refreshed. */
function emptied(row: UserRow): UserRow {
  const names = Object.fromEntries(NAME_PARTS.map((part) => [part, null]));
  return { ...row, ...names, primaryId: '', preferredEmail: null, jobDescription: null, noteCount: 0 };
}

/**
 * Takes one live change in: rows on screen change where they stand, everything else is only counted.
 * @param lastFirst does the institution show names in the order they are sorted in?
 */
export function receive(list: ListPage, change: Change, lastFirst = true): Step {
  const nothing = { list, touched: [], stale: [] };
  if (change.seq <= list.page.seq) return nothing;
  const row = list.page.rows.find(({ id }) => id === change.recordId);
  if (row === undefined) return { ...nothing, list: elsewhere(list, change, lastFirst) };
  const applied = applyToRow(row, change);
  if (applied.state === 'gone') {
    const deleted = new Set([...list.deleted, row.id]);
    return { ...nothing, list: { ...withRow(withOutdated(list, row.id), emptied(row)), deleted } };
  }
  if (applied.state === 'old') return nothing;
  const mayMove = meets(list.query, change) || moves(list.query, change);
  const known = mayMove ? withOutdated(list, row.id) : list;
  if (applied.state === 'stale') return { list: known, touched: [], stale: [row.id] };
  return { list: withRow(known, applied.value), touched: [row.id], stale: [] };
}

function movedBy(query: ListQuery, before: UserRow, after: UserRow): boolean {
  const fields = new Set<string>([...decidingFields(query), ...SORTED_BY[query.sort]]);
  const was: Record<string, unknown> = before;
  const is: Record<string, unknown> = after;
  return [...fields].some((field) => was[field] !== is[field]);
}

/** Takes rows that were read again; asked-for rows that did not come are gone. */
export function takeRows(list: ListPage, asked: readonly string[], rows: readonly UserRow[]): Step {
  const fresh = new Map(rows.map((row) => [row.id, row]));
  const touched: string[] = [];
  let next = list;
  for (const old of list.page.rows) {
    const row = fresh.get(old.id);
    if (row !== undefined && row.version > old.version) {
      next = withRow(next, row);
      if (movedBy(list.query, old, row)) next = withOutdated(next, row.id);
      touched.push(row.id);
    } else if (row === undefined && asked.includes(old.id)) {
      next = { ...withRow(withOutdated(next, old.id), emptied(old)), deleted: new Set([...next.deleted, old.id]) };
    }
  }
  return { list: next, touched, stale: [] };
}

/**
 * Takes the page in as it is now, without moving what is on screen: rows of the same order are replaced, any other
 * order is only counted, to be shown when the person asks.
 */
export function takePage(list: ListPage, page: UserPage): Step {
  const shown = list.page.rows;
  const fresh = new Map(page.rows.map((row) => [row.id, row]));
  const touched = page.rows.filter(({ id, version }) => shown.some((old) => old.id === id && old.version < version));
  const sameOrder = shown.length === page.rows.length && shown.every((row, at) => page.rows[at]?.id === row.id);
  const step = { touched: touched.map(({ id }) => id), stale: [] };
  if (sameOrder) return { ...step, list: openPage(list.query, page) };
  const rows = shown.map((row) => fresh.get(row.id) ?? row);
  const outdated = new Set(list.outdated);
  for (const { id } of shown) if (!fresh.has(id)) outdated.add(id);
  for (const { id } of page.rows) if (!shown.some((old) => old.id === id)) outdated.add(id);
  if (outdated.size === 0) page.rows.forEach(({ id }, at) => id !== shown[at]?.id && outdated.add(id));
  const { next, previous } = list.page;
  return { ...step, list: { ...list, page: { ...page, rows, next, previous }, outdated } };
}
