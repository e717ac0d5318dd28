import type { ListQueryInput } from '../../backend/src/contract/user-list.js';
import { listQuerySchema } from '../../backend/src/contract/user-list.js';
import type { Clock } from '../../backend/src/platform/clock/clock.js';
import type { Database } from '../../backend/src/platform/database/database.js';
import type { UserCounters } from '../../backend/src/users/user-counters.js';
import { EVERYBODY } from '../support/audiences.ts';
import { built } from './product.js';

/** A statement of the product, word for word. */
export interface Statement {
  kind: 'rows' | 'count';
  text: string;
  values: readonly unknown[];
  /** Does the product keep the database from reading whole tables for it? */
  byIndex: boolean;
}

/** More rows than a page holds, so that they are counted as well. */
const FULL_PAGE = Array.from({ length: 101 }, (_, seq) => ({ id: String(seq), sortKey: '', seq, count: seq }));

/** What the product asks for a list: its own lister, over a database that only takes notes. */
export async function statementsOf(list: ListQueryInput): Promise<Statement[]> {
  const { UserLister } = await built('users/user-lister');
  const noted: Statement[] = [];
  const noting =
    (byIndex: boolean) =>
    (text: string, values: readonly unknown[] = []): Promise<typeof FULL_PAGE> => {
      noted.push({ kind: text.includes('order by') ? 'rows' : 'count', text, values, byIndex });
      return Promise.resolve(FULL_PAGE);
    };
  const database = { query: noting(false), byIndex: noting(true) } as unknown as Database;
  const clock = { today: () => new Date().toISOString().slice(0, 10) } as unknown as Clock;
  const counters = { count: () => 1 } as unknown as UserCounters;
  await new UserLister(database, clock, counters).page(listQuerySchema.parse(list), EVERYBODY);
  return noted.filter(({ text }) => text.includes(' users u'));
}
