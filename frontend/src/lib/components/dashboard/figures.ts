import type { Dashboard } from '#contract/dashboard.ts';

type Combination = Dashboard['users'][number];
type Dimension = 'recordType' | 'accountType' | 'status';

export interface Bar<T extends string> {
  code: T;
  count: number;
  /** Part of all users, 0 to 1. */
  share: number;
}

/** Totals by one of the three facts, in the order of the code table; codes without users stay, with zero. */
export function totalsBy<D extends Dimension>(
  users: readonly Combination[],
  dimension: D,
  codes: readonly Combination[D][],
): Bar<Combination[D]>[] {
  const all = users.reduce((sum, row) => sum + row.count, 0);
  return codes.map((code) => {
    const count = users.reduce((sum, row) => (row[dimension] === code ? sum + row.count : sum), 0);
    return { code, count, share: all === 0 ? 0 : count / all };
  });
}

/** How far a job is, 0 to 1; null while the number of users in its file is not known. */
export function jobPart(job: { total: number | null; counts: { processed: number } }): number | null {
  if (job.total === null) return null;
  return job.total === 0 ? 1 : Math.min(1, job.counts.processed / job.total);
}
