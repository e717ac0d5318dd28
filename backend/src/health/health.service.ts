import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Doorbell } from '../realtime/doorbell.js';

/** `failing` names what is not ready: `database`, `doorbell`, `stopping`. */
export interface Health {
  ready: boolean;
  failing: string[];
}

@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly doorbell: Doorbell,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  async check(): Promise<Health> {
    const database = await this.database.query('select 1').then(
      () => true,
      () => false,
    );
    const failing = [
      ...(database ? [] : ['database']),
      ...(this.doorbell.connected ? [] : ['doorbell']),
      ...(this.stopping ? ['stopping'] : []),
    ];
    return { ready: failing.length === 0, failing };
  }
}
