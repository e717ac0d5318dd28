import { isDeepStrictEqual } from 'node:util';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { principalOf, setPrincipal } from '../platform/http/principal.js';
import type { Principal } from '../platform/http/principal.js';
import { LOGGER } from '../platform/log/logger.js';
import { Lookout } from '../platform/lookout/lookout.js';
import { PresenceService } from '../presence/presence.service.js';
import { ChangeTail } from '../realtime/change-tail.js';
import { Doorbell } from '../realtime/doorbell.js';
import { Publisher } from '../realtime/publisher.js';
import { Sessions, SESSIONS_STREAM } from './sessions.js';

const LOOK_MS = 1000;

function sameRights(one: Principal, other: Principal): boolean {
  return one.mustChangePassword === other.mustChangePassword && isDeepStrictEqual(one.grants, other.grants);
}

/** Sockets die with their sessions and their rights, on every node, within a second. */
@Injectable()
export class SessionWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly lookout = new Lookout({
    everyMs: LOOK_MS,
    look: () => this.look(),
    failed: (error) => {
      this.log.warn({ err: error }, 'sessions could not be checked');
    },
  });

  constructor(
    private readonly sessions: Sessions,
    private readonly publisher: Publisher,
    private readonly tail: ChangeTail,
    private readonly doorbell: Doorbell,
    private readonly presence: PresenceService,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.doorbell.on(SESSIONS_STREAM, () => {
      this.lookout.ask();
    });
    this.tail.subscribe((changes) => {
      const changed = new Set(changes.flatMap((change) => (change.action === 'erased' ? [] : change.recordId)));
      const isConnected = [...this.connected().values()].some(({ userId }) => changed.has(userId));
      // Who was deleted is forgotten even when nothing of them is open.
      if (isConnected || changes.some(({ action }) => action === 'deleted')) this.sessions.forget();
      if (isConnected) this.lookout.ask();
    });
    this.lookout.start();
  }

  onApplicationShutdown(): void {
    this.lookout.stop();
  }

  private connected(): Map<string, Principal> {
    const found = new Map<string, Principal>();
    for (const socket of this.publisher.sockets) {
      const principal = principalOf(socket);
      if (principal !== null) found.set(principal.sessionId, principal);
    }
    return found;
  }

  /** The person, or the way names are shown, was renamed: presence goes on under the new name. */
  private rename(now: Principal): void {
    for (const socket of this.publisher.sockets) {
      if (principalOf(socket)?.sessionId === now.sessionId) setPrincipal(socket, now);
    }
    this.presence.rename(now.userId, now.displayName);
  }

  private async look(): Promise<void> {
    const connected = this.connected();
    if (connected.size === 0) return;
    const alive = await this.sessions.alive([...connected.keys()]);
    for (const [sessionId, principal] of connected) {
      const now = alive.get(sessionId);
      if (now !== undefined && sameRights(principal, now)) {
        if (now.displayName !== principal.displayName) this.rename(now);
        continue;
      }
      // Who is cut comes back at once, and must not be met with the rights of a moment ago.
      this.sessions.forget();
      this.publisher.end(sessionId, now === undefined ? 'revoked' : 'rights-changed');
    }
  }
}
