import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccessLog } from '../access-log/access-log.js';
import { matcherOf } from '../platform/config/address-list.js';
import type { Config } from '../platform/config/load-config.js';
import { LOGGER } from '../platform/log/logger.js';
import { CONFIG } from '../platform/platform.module.js';
import { identifierKey } from '../users/keys.js';
import type { Secret } from './attempt-counter.js';
import type { Origin } from './lockout.js';

/** The way in that strangers cannot lock: one local account, from some addresses, by configuration alone (F13). */
@Injectable()
export class LastResort {
  private readonly key: string | null;
  private readonly isAmong: (ip: string) => boolean;

  constructor(
    @Inject(CONFIG) { lastResort }: Config,
    private readonly accessLog: AccessLog,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    this.key = lastResort === undefined ? null : identifierKey(lastResort.account);
    this.isAmong = matcherOf(lastResort?.from ?? []);
  }

  /** Is it one of the addresses the account comes from? */
  isFrom({ ip }: Origin): boolean {
    return this.isAmong(ip);
  }

  /** The counter on which wrong passwords of a local account count. */
  secretOf(primaryId: string, from: Origin): Secret {
    return identifierKey(primaryId) === this.key && this.isFrom(from) ? 'last-resort' : 'password';
  }

  /** Somebody came in this way. It should be rare enough to be looked at, so it is said aloud; the log names nobody. */
  used(userId: string, from: Origin): void {
    this.accessLog.add({ kind: 'last-resort', userId, ...from });
    this.log.warn('the account of last resort signed in');
  }
}
