import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Doorbell } from '../realtime/doorbell.js';
import { Publisher } from '../realtime/publisher.js';
import { SESSIONS_STREAM, SIGN_IN_STREAM } from './sessions.js';

const PACE_MS = 500;

/**
 * Tells pages that lists of sessions and keys may be out of date. It names nobody, so that it tells nobody anything; a
 * rush of sign-ins is told twice a second at most.
 */
@Injectable()
export class SessionNews implements OnModuleInit, OnApplicationShutdown {
  private waiting: NodeJS.Timeout | undefined;

  constructor(
    private readonly doorbell: Doorbell,
    private readonly publisher: Publisher,
  ) {}

  onModuleInit(): void {
    for (const stream of [SESSIONS_STREAM, SIGN_IN_STREAM])
      this.doorbell.on(stream, () => {
        this.tell();
      });
  }

  onApplicationShutdown(): void {
    clearTimeout(this.waiting);
  }

  private tell(): void {
    this.waiting ??= setTimeout(() => {
      this.waiting = undefined;
      this.publisher.sendToAll('sessions', [{}]);
    }, PACE_MS);
  }
}
