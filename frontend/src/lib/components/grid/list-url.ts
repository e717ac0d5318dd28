import { listQuerySchema, type ListQuery } from '#contract/user-list.ts';

const SHAPE = listQuerySchema.shape;
const KEYS = Object.keys(SHAPE) as (keyof ListQuery)[];

export const DEFAULT_QUERY: ListQuery = listQuerySchema.parse({});

/** The list's state out of the page's URL. A value nobody can mean (a typed-over link) falls back to its default. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): ListQuery {
  const good: Record<string, string> = {};
  for (const key of KEYS) {
    const value = params.get(key);
    if (value !== null && SHAPE[key].safeParse(value).success) good[key] = value;
  }
  return listQuerySchema.parse(good);
}

/** What the URL must carry to mean this state: defaults are left out. */
export function shortQuery(query: ListQuery): Partial<ListQuery> {
  const kept = KEYS.filter((key) => query[key] !== undefined && query[key] !== DEFAULT_QUERY[key]);
  return Object.fromEntries(kept.map((key) => [key, query[key]]));
}

export function sameQuery(one: ListQuery, two: ListQuery): boolean {
  return KEYS.every((key) => one[key] === two[key]);
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
  const { tab, by, sort, direction, limit } = query;
  return { ...DEFAULT_QUERY, tab, by, sort, direction, limit };
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
