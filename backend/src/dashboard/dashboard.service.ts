import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { HistoryReader } from '../audit/history-reader.js';
import type { Dashboard } from '../contract/dashboard.js';
import type { Audience } from '../contract/grants.js';
import type { NameParts } from '../contract/names.js';
import { displayName } from '../contract/names.js';
import { listQuerySchema } from '../contract/user-list.js';
import { JobsReader } from '../jobs/jobs-reader.js';
import { LockWatch } from '../locks/lock-watch.js';
import { Database } from '../platform/database/database.js';
import { RecordUnits } from '../platform/database/record-units.js';
import { LOGGER } from '../platform/log/logger.js';
import { PresenceService } from '../presence/presence.service.js';
import { ChangeTail } from '../realtime/change-tail.js';
import { Publisher, rooms } from '../realtime/publisher.js';
import { Watched } from '../realtime/watched.js';
import { SettingsService } from '../settings/settings.service.js';
import { UserCounters } from '../users/user-counters.js';
import { UserLister } from '../users/user-lister.js';

/** At most one snapshot in this time, however many changes, viewers or readers there are. */
const PERIOD_MS = 1000;
const LATEST = 10;

const NAMES = `select id, primary_id as "primaryId", first_name as "firstName", middle_name as "middleName",
  last_name as "lastName", pref_first_name as "prefFirstName", pref_middle_name as "prefMiddleName",
  pref_last_name as "prefLastName" from users where id = any($1::uuid[])`;

const SIGN_IN_LOCKED = listQuerySchema.parse({ tab: 'users', signInLocked: 'yes' });
const HELD = listQuerySchema.parse({ tab: 'users', held: 'yes' });

/** The dashboard, computed once for all viewers of an audience and never more than once a second. */
@Injectable()
export class DashboardService implements OnModuleInit, OnApplicationShutdown {
  private readonly snapshots = new Map<string, { value: Promise<Dashboard>; at: number }>();
  private readonly sent = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly lister: UserLister,
    private readonly records: RecordUnits,
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
    this.watched.serveTopic('dashboard', (audience) => this.read(audience));
    this.tail.subscribe((changes) => {
      // Nobody is shown what was erased, not even for a second, and nothing keeps it.
      if (!changes.some(({ action }) => action === 'deleted')) return;
      this.snapshots.clear();
      this.sent.clear();
    });
    this.timer = setInterval(() => void this.send(), PERIOD_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The newest snapshot as this audience may see it; at most a second old. */
  async read(audience: Audience): Promise<Dashboard> {
    const now = performance.now();
    const known = this.snapshots.get(audience.key);
    if (known !== undefined && now - known.at < PERIOD_MS) return known.value;
    for (const [key, { at }] of this.snapshots) if (now - at >= PERIOD_MS) this.snapshots.delete(key);
    const value = this.compute(audience);
    this.snapshots.set(audience.key, { value, at: now });
    value.catch(() => this.snapshots.delete(audience.key));
    return value;
  }

  private async send(): Promise<void> {
    const roomOf = (audience: Audience): string => rooms.topic('dashboard', audience);
    try {
      for (const audience of this.publisher.listening(roomOf)) {
        const view = await this.read(audience);
        const fingerprint = JSON.stringify({ ...view, at: '' });
        if (fingerprint === this.sent.get(audience.key)) continue;
        this.sent.set(audience.key, fingerprint);
        this.publisher.send(roomOf(audience), 'dashboard', [view], { volatile: true });
      }
    } catch (error) {
      this.log.warn({ err: error }, 'the dashboard could not be computed');
    }
  }

  private async compute(audience: Audience): Promise<Dashboard> {
    const isEverywhere = audience.read === null;
    const [signInLocked, held, online, jobs, latest] = await Promise.all([
      this.lister.total(SIGN_IN_LOCKED, audience),
      isEverywhere ? this.locks.count : this.lister.total(HELD, audience).then(({ value }) => value),
      this.online(audience),
      // Jobs are the whole institution's.
      isEverywhere ? this.jobs.active() : [],
      this.history.latest(LATEST, audience),
    ]);
    const users = this.counters.all(audience.read);
    return {
      seq: this.tail.newest,
      at: new Date().toISOString(),
      total: users.reduce((sum, { count }) => sum + count, 0),
      users,
      signInLocked: signInLocked.value,
      held,
      online,
      jobs,
      latest,
    };
  }

  /** One line per person who is there for the audience, on the record if any of their tabs is on one they see. */
  private async online(audience: Audience): Promise<Dashboard['online']> {
    const tabs = this.presence.tabs().filter((tab) => tab.goneAt === null);
    const byUser = new Map(
      tabs
        .sort((one, other) => Number(one.recordId !== null) - Number(other.recordId !== null))
        .map((tab) => [tab.userId, tab]),
    );
    const seen = await this.seen(
      [...byUser.values()].flatMap(({ userId, recordId }) => [userId, recordId ?? []].flat()),
      audience,
    );
    const people = [...byUser.values()].filter(({ userId }) => seen.has(userId));
    const ids = people.flatMap(({ recordId }) => (recordId !== null && seen.has(recordId) ? recordId : []));
    const names = await this.names(ids);
    return people
      .map(({ userId, name, recordId, place }) => ({
        userId,
        name,
        recordId: recordId !== null && names.has(recordId) ? recordId : null,
        recordName: recordId === null ? null : (names.get(recordId) ?? null),
        place,
      }))
      .sort((one, other) => one.name.localeCompare(other.name));
  }

  private async seen(ids: readonly string[], audience: Audience): Promise<Set<string>> {
    const classes = await this.records.classesOf(ids, audience);
    return new Set([...classes].flatMap(([id, permissionClass]) => (permissionClass === 'none' ? [] : id)));
  }

  private async names(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<NameParts & { id: string; primaryId: string }>(NAMES, [ids]);
    const display = this.settings.get('name_display');
    return new Map(rows.map((row) => [row.id, displayName(row, display) || row.primaryId]));
  }
}
