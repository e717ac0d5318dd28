import { listQuerySchema, type ListQuery, type WholeList } from '#contract/user-list.ts';

const SHAPE = listQuerySchema.shape;
const KEYS = Object.keys(SHAPE) as (keyof ListQuery)[];

export const DEFAULT_QUERY: ListQuery = listQuerySchema.parse({});

/** How a person likes the list where the URL does not say it. */
export type Personal = Pick<ListQuery, 'columns' | 'limit'>;

/** The list's state out of the page's URL. A value nobody can mean (a typed-over link) falls back to its default. */
export function readQuery(params: Pick<URLSearchParams, 'get'>, personal: Personal = DEFAULT_QUERY): ListQuery {
  const good: Record<string, string> = {};
  for (const key of KEYS) {
    const value = params.get(key);
    if (value !== null && SHAPE[key].safeParse(value).success) good[key] = value;
  }
  const { columns, limit } = personal;
  return listQuerySchema.parse({ columns, limit, ...good });
}

/** What the URL must carry to mean this state to everybody: only what all would take for granted is left out. */
export function shortQuery(query: ListQuery, personal: Personal = DEFAULT_QUERY): Partial<ListQuery> {
  const { columns, limit } = personal;
  const own: ListQuery = { ...DEFAULT_QUERY, columns, limit };
  const kept = KEYS.filter(
    (key) => query[key] !== undefined && (query[key] !== DEFAULT_QUERY[key] || query[key] !== own[key]),
  );
  return Object.fromEntries(kept.map((key) => [key, query[key]]));
}

/** Do two states show the same rows? Which columns are shown is the screen's affair alone. */
export function sameRows(one: ListQuery, two: ListQuery): boolean {
  return KEYS.every((key) => key === 'columns' || one[key] === two[key]);
}

/** Do two states list the same users, on whichever page and in whichever order? */
export function sameUsers(one: ListQuery, two: ListQuery): boolean {
  const { cursor, limit, sort, direction } = one;
  return sameRows(one, { ...two, cursor, limit, sort, direction });
}

/** The state after a person changed part of it. Only turning the page keeps a cursor. */
export function changeQuery(query: ListQuery, change: Partial<ListQuery>): ListQuery {
  return { ...query, cursor: undefined, ...change };
}

const FILTERS = ['role', 'accountType', 'recordType', 'status', 'flag', 'researcher', 'signInLocked', 'held'] as const;
export type FilterKey = (typeof FILTERS)[number];

/** Filters that narrow the list now, each to be shown as a chip. */
export function activeFilters(query: ListQuery): { key: FilterKey; value: string }[] {
  return FILTERS.flatMap((key) => {
    const value = query[key];
    return value === undefined || value === DEFAULT_QUERY[key] ? [] : [{ key, value }];
  });
}

export function withoutFilter(query: ListQuery, key: FilterKey): ListQuery {
  return changeQuery(query, { [key]: DEFAULT_QUERY[key] });
}

/** Same list without search and filters, as "clear all" wants it. */
export function withoutFilters(query: ListQuery): ListQuery {
  const { tab, by, sort, direction, limit, columns } = query;
  return { ...DEFAULT_QUERY, tab, by, sort, direction, limit, columns };
}

/** The list on all its pages. */
export function wholeList({ cursor: _cursor, limit: _limit, ...list }: ListQuery): WholeList {
  return list;
}

/** Is the list narrowed at all? Decides between "there is nobody yet" and "nothing found". */
export function isNarrowed(query: ListQuery): boolean {
  return query.q !== '' || activeFilters(query).length > 0;
}

/** Choosing the sorted column turns its direction; choosing another starts ascending. */
export function sortBy(query: ListQuery, sort: ListQuery['sort']): ListQuery {
  const turned = query.sort === sort && query.direction === 'asc' ? 'desc' : 'asc';
  return changeQuery(query, { sort, direction: turned });
}
