import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Audience } from '../contract/grants.js';
import { LOGGER } from '../platform/log/logger.js';
import { Doorbell } from '../realtime/doorbell.js';
import { Publisher, rooms } from '../realtime/publisher.js';
import { Watched } from '../realtime/watched.js';
import { AccessLogReader } from './access-log-reader.js';
import { ACCESS_STREAM } from './access-log.js';

/** Pages are told this often at most, whatever goes on. */
const PACE_MS = 500;

const roomOf = (audience: Audience): string => rooms.topic('access-log', audience);

/** Tells this node's pages that show the access log that there is more of it. */
@Injectable()
export class AccessLogNews implements OnModuleInit, OnApplicationShutdown {
  private waiting: NodeJS.Timeout | undefined;

  constructor(
    private readonly reader: AccessLogReader,
    private readonly doorbell: Doorbell,
    private readonly publisher: Publisher,
    private readonly watched: Watched,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.watched.serveTopic('access-log', () => this.reader.newest());
    this.doorbell.on(ACCESS_STREAM, () => {
      this.waiting ??= setTimeout(() => void this.tell(), PACE_MS);
    });
  }

  onApplicationShutdown(): void {
    clearTimeout(this.waiting);
  }

  private async tell(): Promise<void> {
    this.waiting = undefined;
    if (this.publisher.listening(roomOf).length === 0) return;
    try {
      const newest = await this.reader.newest();
      this.publisher.sendPerAudience(roomOf, 'access-log', () => [{ newest }]);
    } catch (error) {
      this.log.warn({ err: error }, 'the access log could not be read');
    }
  }
}
