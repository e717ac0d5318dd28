import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { DirectoryHealth } from '../ldap/directory-health.js';
import { Doorbell } from '../realtime/doorbell.js';

/**
 * `failing` names what is not ready: `database`, `doorbell`, `stopping`. `degraded` names what is missed while the portal
 * works: `directory`, when no server of it lets the service account in.
 */
export interface Health {
  ready: boolean;
  failing: string[];
  degraded: string[];
}

@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly doorbell: Doorbell,
    private readonly directory: DirectoryHealth,
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
    const degraded = (await this.directory.isWell()) ? [] : ['directory'];
    return { ready: failing.length === 0, failing, degraded };
  }
}
