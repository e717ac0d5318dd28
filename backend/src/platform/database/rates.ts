import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { Database } from './database.js';
import { Housekeeping } from './housekeeping.js';

const WINDOW_SECONDS = 60;
const FORGET = `delete from request_rate where expire < extract(epoch from clock_timestamp()) * 1000`;

/** Counts by the minute, in the database, so that all nodes count together. */
@Injectable()
export class Rates {
  constructor(
    private readonly database: Database,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(FORGET);
  }

  /**
   * A counter of its own for each key.
   * @param name tells it from the others
   * @param once a node whose key is used up stays so for the rest of the minute without asking the database
   */
  counter(name: string, points: number, once = false): RateLimiterPostgres {
    return new RateLimiterPostgres({
      storeClient: {
        query: async ({ text, values }: { text: string; values: unknown[] }) => {
          const rows = await this.database.query(text, values);
          return { rows, rowCount: rows.length };
        },
      },
      storeType: 'pool',
      tableName: 'request_rate',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: name,
      points,
      duration: WINDOW_SECONDS,
      ...(once ? { inMemoryBlockOnConsumed: points } : {}),
    });
  }
}
