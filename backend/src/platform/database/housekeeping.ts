import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../log/logger.js';
import { Database } from './database.js';

const PERIOD_MS = 10 * 60 * 1000;

/** Deletes, now and then, rows that have outlived their meaning. Nothing relies on when, or whether, it ran. */
@Injectable()
export class Housekeeping implements OnModuleInit, OnApplicationShutdown {
  private readonly statements: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.run(), PERIOD_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** @param statement a `delete` that may be run at any time, on any node */
  add(statement: string): void {
    this.statements.push(statement);
  }

  async run(): Promise<void> {
    for (const statement of this.statements) {
      try {
        await this.database.query(statement);
      } catch (error) {
        this.log.warn({ err: error }, 'housekeeping failed');
      }
    }
  }
}
