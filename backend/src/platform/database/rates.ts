import { Injectable } from '@nestjs/common';
import type { IRateLimiterPostgresOptions } from 'rate-limiter-flexible';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
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
   */
  counter(name: string, points: number): RateLimiterPostgres {
    return this.limiter(name, points);
  }

  /** Tells whoever is the first with a key within a minute, whichever node asks. */
  first(name: string): (key: string) => Promise<boolean> {
    // A node that knows of one has no need to ask the database for the rest of the minute.
    const limiter = this.limiter(name, 1, { inMemoryBlockOnConsumed: 1 });
    return (key) =>
      limiter.consume(key).then(
        () => true,
        (refused: unknown) => {
          if (refused instanceof RateLimiterRes) return false;
          throw refused;
        },
      );
  }

  private limiter(
    name: string,
    points: number,
    options: Partial<IRateLimiterPostgresOptions> = {},
  ): RateLimiterPostgres {
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
      ...options,
    });
  }
}
