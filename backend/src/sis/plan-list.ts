interface Row {
  id: string;
  external: boolean;
}

/** How rows of one kind are told apart and put together. */
export interface ListRules<T extends Row, Incoming> {
  /** Equal for a row of the record and a row of the feed that mean the same thing. */
  keyOf(row: T | Incoming): string;
  /** The row to store for what the feed sent; `before` is the row it continues. */
  build(incoming: Incoming, before: T | null): T;
  /** May an internal row be taken over by the feed (identifiers, S090)? */
  takesInternal: boolean;
}

/** The rows after the feed: internal ones as they were, external ones exactly as the feed has them (S089). */
export function nextRows<T extends Row, Incoming>(
  rows: readonly T[],
  incoming: readonly Incoming[],
  rules: ListRules<T, Incoming>,
): T[] {
  const replaceable = new Map<string, T>();
  for (const row of rows) {
    const key = rules.keyOf(row);
    if ((row.external || rules.takesInternal) && !replaceable.has(key)) replaceable.set(key, row);
  }
  const fromFeed = new Map<string, T>();
  for (const row of incoming) {
    const key = rules.keyOf(row);
    if (!fromFeed.has(key)) fromFeed.set(key, rules.build(row, replaceable.get(key) ?? null));
  }
  const continued = new Set([...fromFeed.values()].map((row) => row.id));
  const kept = rows.filter((row) => !row.external && !continued.has(row.id));
  return [...kept, ...fromFeed.values()];
}

/**
 * Leaves exactly one row preferred. The choice of a person (an internal row) stands before the feed's; where
 * nobody chose, the feed's first row is taken, and an internal one only when there is no other.
 */
export function settlePreferred<T extends Row & { preferred: boolean }>(rows: readonly T[]): T[] {
  const chosen =
    rows.find((row) => row.preferred && !row.external) ??
    rows.find((row) => row.preferred) ??
    rows.find((row) => row.external) ??
    rows[0];
  return rows.map((row) => (row.preferred === (row === chosen) ? row : { ...row, preferred: row === chosen }));
}
