import { Injectable } from '@nestjs/common';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { AccessLog } from '../access-log/access-log.js';
import { Rates } from '../platform/database/rates.js';
import { networkOf } from '../platform/http/network-of.js';
import { ProblemError } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';
import { LastResort } from './last-resort.js';
import type { Origin } from './lockout.js';
import { isRefusal } from './refusal-time.js';

/** Refusals an address has left a minute while the whole portal is being tried: two people's worth of tries. */
const FEW = 10;
const WHOLE_PORTAL = 'all';

/**
 * Slows whoever is refused again and again (F13). Refusals alone count, so nobody who types the right password uses anything
 * up, and an address without refusals is never stopped, whatever others do (docs/decisions/lockout.md).
 */
@Injectable()
export class SignInThrottle {
  private readonly refusals: RateLimiterPostgres;
  private readonly isFirst: (network: string) => Promise<boolean>;

  constructor(
    rates: Rates,
    private readonly settings: SettingsService,
    private readonly lastResort: LastResort,
    private readonly accessLog: AccessLog,
  ) {
    this.refusals = rates.counter('refused', settings.get('sign_in_refusals_per_minute'));
    this.isFirst = rates.first('throttled');
  }

  /**
   * Signs in by `work`, and counts it when it is refused.
   * @throws ProblemError `rate.limited`, before anything is looked at, with the time until the address's minute is over
   */
  async guard<T>(from: Origin, work: () => Promise<T>): Promise<T> {
    await this.check(from);
    try {
      return await work();
    } catch (error) {
      if (isRefusal(error)) await this.count(from);
      throw error;
    }
  }

  private async check(from: Origin): Promise<void> {
    const network = networkOf(from.ip);
    const counted = await this.refusals.get(network);
    if (counted === null || counted.consumedPoints < (await this.limitOf(from, counted.consumedPoints))) return;
    await this.note(network, from);
    throw new ProblemError('rate.limited', { retryAfterMs: counted.msBeforeNext });
  }

  /** The last resort is out of reach of what others do to the portal; what is done from its own addresses counts there. */
  private async limitOf(from: Origin, consumed: number): Promise<number> {
    const limit = this.settings.get('sign_in_refusals_per_address_per_minute');
    if (consumed < FEW || this.lastResort.isFrom(from)) return limit;
    const all = await this.refusals.get(WHOLE_PORTAL);
    const isTried = (all?.consumedPoints ?? 0) >= this.settings.get('sign_in_refusals_per_minute');
    return isTried ? Math.min(limit, FEW) : limit;
  }

  private async count(from: Origin): Promise<void> {
    await this.refusals.penalty(networkOf(from.ip));
    const all = await this.refusals.penalty(WHOLE_PORTAL);
    if (all.consumedPoints !== this.settings.get('sign_in_refusals_per_minute')) return;
    this.accessLog.add({ kind: 'throttled', userId: null, ip: null, userAgent: null, detail: 'whole-portal' });
  }

  /** Once a minute and address, whichever node it asks: an attack must not write the log full. */
  private async note(network: string, from: Origin): Promise<void> {
    if (await this.isFirst(network)) this.accessLog.add({ kind: 'throttled', userId: null, ...from });
  }
}
