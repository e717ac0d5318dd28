import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { HistoryReader } from '../audit/history-reader.js';
import type { Dashboard } from '../contract/dashboard.js';
import type { NameParts } from '../contract/names.js';
import { displayName } from '../contract/names.js';
import type { PermissionClass } from '../contract/permissions.js';
import { PERMISSION_CLASSES } from '../contract/permissions.js';
import { JobsReader } from '../jobs/jobs-reader.js';
import { LockWatch } from '../locks/lock-watch.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/log/logger.js';
import { PresenceService } from '../presence/presence.service.js';
import { forClass } from '../realtime/audience.js';
import type { LoggedChange } from '../realtime/change-row.js';
import { ChangeTail } from '../realtime/change-tail.js';
import { Publisher, rooms } from '../realtime/publisher.js';
import { Watched } from '../realtime/watched.js';
import { SettingsService } from '../settings/settings.service.js';
import { UserCounters } from '../users/user-counters.js';

/** At most one snapshot in this time, however many changes, viewers or readers there are. */
const PERIOD_MS = 1000;
const LATEST = 10;

const SIGN_IN_LOCKED = `select count(*)::int as count from attempt_counter
where secret = 'password' and locked_at is not null and locked_at + interval '30 minutes' > clock_timestamp()`;
const NAMES = `select id, primary_id as "primaryId", first_name as "firstName", middle_name as "middleName",
  last_name as "lastName", pref_first_name as "prefFirstName", pref_middle_name as "prefMiddleName",
  pref_last_name as "prefLastName" from users where id = any($1::uuid[])`;

type Snapshot = Omit<Dashboard, 'latest'> & { latest: LoggedChange[] };

/** The dashboard, computed once for all viewers and never more than once a second. */
@Injectable()
export class DashboardService implements OnModuleInit, OnApplicationShutdown {
  private snapshot: { value: Promise<Snapshot>; at: number } | null = null;
  private sent = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly counters: UserCounters,
    private readonly tail: ChangeTail,
    private readonly history: HistoryReader,
    private readonly locks: LockWatch,
    private readonly presence: PresenceService,
    private readonly jobs: JobsReader,
    private readonly publisher: Publisher,
    private readonly watched: Watched,
    private readonly settings: SettingsService,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.watched.serveDashboard((permissionClass) => this.read(permissionClass));
    this.tail.subscribe((changes) => {
      // Nobody is shown what was erased, not even for a second, and nothing keeps it.
      if (!changes.some(({ action }) => action === 'deleted')) return;
      this.snapshot = null;
      this.sent = '';
    });
    this.timer = setInterval(() => void this.send(), PERIOD_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The newest snapshot as this class may see it; at most a second old. */
  async read(permissionClass: PermissionClass): Promise<Dashboard> {
    const now = performance.now();
    if (this.snapshot === null || now - this.snapshot.at >= PERIOD_MS) {
      const value = this.compute();
      this.snapshot = { value, at: now };
      value.catch(() => {
        this.snapshot = null;
      });
    }
    const { latest, ...rest } = await this.snapshot.value;
    return { ...rest, latest: latest.map((change) => forClass(change, permissionClass)) };
  }

  private async send(): Promise<void> {
    const roomOf = (permissionClass: PermissionClass): string => rooms.topic('dashboard', permissionClass);
    const listening = PERMISSION_CLASSES.filter((permissionClass) => this.publisher.hasRoom(roomOf(permissionClass)));
    try {
      const views = await Promise.all(
        listening.map(async (permissionClass) => [permissionClass, await this.read(permissionClass)] as const),
      );
      const fingerprint = JSON.stringify(
        views.map(([permissionClass, view]) => [permissionClass, { ...view, at: '' }]),
      );
      if (fingerprint === this.sent) return;
      this.sent = fingerprint;
      for (const [permissionClass, view] of views) {
        this.publisher.send(roomOf(permissionClass), 'dashboard', [view], { volatile: true });
      }
    } catch (error) {
      this.log.warn({ err: error }, 'the dashboard could not be computed');
    }
  }

  private async compute(): Promise<Snapshot> {
    const [signInLocked, online, jobs, latest] = await Promise.all([
      this.database.query<{ count: number }>(SIGN_IN_LOCKED),
      this.online(),
      this.jobs.active(),
      this.history.latest(LATEST),
    ]);
    const users = this.counters.all();
    return {
      seq: this.tail.newest,
      at: new Date().toISOString(),
      total: users.reduce((sum, { count }) => sum + count, 0),
      users,
      signInLocked: signInLocked[0]?.count ?? 0,
      held: this.locks.count,
      online,
      jobs,
      latest,
    };
  }

  /** One line per person, on the record if any of their tabs is on one. */
  private async online(): Promise<Dashboard['online']> {
    const tabs = this.presence.tabs().filter((tab) => tab.goneAt === null);
    const byUser = new Map(
      tabs
        .sort((one, other) => Number(one.recordId !== null) - Number(other.recordId !== null))
        .map((tab) => [tab.userId, tab]),
    );
    const ids = [...byUser.values()].flatMap((tab) => tab.recordId ?? []);
    const names = await this.names(ids);
    return [...byUser.values()]
      .map(({ userId, name, recordId, place }) => ({
        userId,
        name,
        recordId: recordId !== null && names.has(recordId) ? recordId : null,
        recordName: recordId === null ? null : (names.get(recordId) ?? null),
        place,
      }))
      .sort((one, other) => one.name.localeCompare(other.name));
  }

  private async names(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<NameParts & { id: string; primaryId: string }>(NAMES, [ids]);
    const display = this.settings.get('name_display');
    return new Map(rows.map((row) => [row.id, displayName(row, display) || row.primaryId]));
  }
}
