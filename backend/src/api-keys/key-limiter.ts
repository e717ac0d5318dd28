import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/database/housekeeping.js';
import { ProblemError } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';

const WINDOW_SECONDS = 60;
const FORGET = `delete from request_rate where expire < extract(epoch from clock_timestamp()) * 1000`;

/** How often each key asks, counted in the database so that all nodes count together. */
@Injectable()
export class KeyLimiter {
  private readonly limiter: RateLimiterPostgres;

  constructor(
    database: Database,
    private readonly settings: SettingsService,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(FORGET);
    this.limiter = new RateLimiterPostgres({
      storeClient: {
        query: async ({ text, values }: { text: string; values: unknown[] }) => ({
          rows: await database.query(text, values),
        }),
      },
      storeType: 'pool',
      tableName: 'request_rate',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: 'key',
      points: settings.get('api_key_requests_per_minute'),
      duration: WINDOW_SECONDS,
    });
  }

  /** @throws ProblemError `rate.limited` with the time until the running minute is over */
  async count(keyId: string): Promise<void> {
    this.limiter.points = this.settings.get('api_key_requests_per_minute');
    try {
      await this.limiter.consume(keyId);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new ProblemError('rate.limited', { retryAfterMs: refused.msBeforeNext });
    }
  }
}
