import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { DeletionNews } from '../contract/realtime.js';
import { actorOf, principalOf } from '../platform/http/principal.js';
import { LOGGER } from '../platform/log/logger.js';
import type { PortalSocket } from '../realtime/publisher.js';
import { DeletionService } from './deletion.service.js';

/** Reasons come and go in many places and by the clock; while somebody looks at them they are looked at this often. */
const LOOK_MS = 500;

interface Watching {
  recordId: string;
  /** What the tab was told last, as JSON. */
  told: string;
}

/** Tells a tab that asks to delete a user what stands against it, for as long as it asks. */
@Injectable()
export class DeletionWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly watching = new Map<PortalSocket, Watching>();
  private isLooking = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly deletion: DeletionService,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Begins to tell a tab of a record instead of the one before, and answers with what is so now. */
  async watch(socket: PortalSocket, recordId: string): Promise<DeletionNews | null> {
    const watching = { recordId, told: '' };
    if (socket.connected) this.watching.set(socket, watching);
    const news = await this.newsFor(socket, recordId);
    watching.told = JSON.stringify(news);
    return news;
  }

  forget(socket: PortalSocket): void {
    this.watching.delete(socket);
  }

  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      for (const [socket, watching] of this.watching) await this.tell(socket, watching);
    } catch (error) {
      this.log.warn({ err: error }, 'what stands against a deletion could not be read');
    } finally {
      this.isLooking = false;
    }
  }

  private async tell(socket: PortalSocket, watching: Watching): Promise<void> {
    const news = await this.newsFor(socket, watching.recordId);
    const now = JSON.stringify(news);
    if (news === null || now === watching.told || this.watching.get(socket) !== watching) return;
    watching.told = now;
    socket.emit('deletion', news);
  }

  /** Null when the tab's owner may no longer ask; no deletion when there is no such user for them. */
  private async newsFor(socket: PortalSocket, recordId: string): Promise<DeletionNews | null> {
    const principal = principalOf(socket);
    if (principal?.permissions.includes('users.delete') !== true) return null;
    return { recordId, deletion: await this.deletion.of(actorOf(principal), recordId) };
  }
}
