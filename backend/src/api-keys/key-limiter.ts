import { Injectable } from '@nestjs/common';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { Rates } from '../platform/database/rates.js';
import { ProblemError } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';

/** How often each key asks. */
@Injectable()
export class KeyLimiter {
  private readonly limiter: RateLimiterPostgres;

  constructor(
    rates: Rates,
    private readonly settings: SettingsService,
  ) {
    this.limiter = rates.counter('key', settings.get('api_key_requests_per_minute'));
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
