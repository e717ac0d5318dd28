import { Injectable } from '@nestjs/common';
import type { SettingChange, SettingHistory, SettingName } from '../contract/settings.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Unit } from '../platform/database/unit-of-work.js';

/** A setting somebody has changed, as it lies in the database; its value is not yet trusted. */
export interface StoredSetting {
  name: string;
  value: unknown;
  version: number;
  updatedAt: string;
  updatedBy: string;
}

const READ = `select name, value, version, ${isoTime('updated_at')} as "updatedAt", updated_by as "updatedBy" from setting`;
// Settings are written one after another: a rule may look at several of them.
const QUEUE = `select pg_advisory_xact_lock(hashtext('rollcall.settings'))`;
const WRITE = `insert into setting (name, value, version, updated_by) values ($1, $2::jsonb, $3, $4)
on conflict (name) do update set value = excluded.value, version = excluded.version,
  updated_by = excluded.updated_by, updated_at = clock_timestamp()`;
const NOTE = `insert into setting_change (name, version, before, after, actor_id, actor, at)
select name, version, $2::jsonb, value, $3::uuid, updated_by, updated_at from setting where name = $1`;
const CHANGE = `id::int as id, name, version, before, after, actor, ${isoTime('at')} as at`;
const AT_VERSION = `select after as value from setting_change where name = $1 and version = $2`;
const HISTORY = `select ${CHANGE} from setting_change where name = $1 and id < $2 order by id desc limit $3`;

/** Queries on the settings and their history. */
@Injectable()
export class SettingStore {
  constructor(private readonly database: Database) {}

  read(): Promise<StoredSetting[]> {
    return this.database.query<StoredSetting>(READ);
  }

  /** The settings inside a unit of work that is about to write one; others wait until it is done. */
  async take(unit: Unit): Promise<StoredSetting[]> {
    await unit.sql(QUEUE);
    return unit.sql<StoredSetting>(READ);
  }

  async write(unit: Unit, change: Pick<SettingChange, 'name' | 'version' | 'before' | 'after'>): Promise<void> {
    const { name, version } = change;
    const [before, after] = [JSON.stringify(change.before), JSON.stringify(change.after)];
    await unit.sql(WRITE, [name, after, version, unit.actor.name]);
    await unit.sql(NOTE, [name, before, unit.actor.id]);
  }

  /** The value a version had; undefined when nothing is known of that version. */
  async valueAt(unit: Unit, name: SettingName, version: number): Promise<unknown> {
    const [row] = await unit.sql<{ value: unknown }>(AT_VERSION, [name, version]);
    return row?.value;
  }

  /** Newest first; `before` is an id, entries older than it are returned. */
  async history(name: SettingName, query: { before?: number | undefined; limit: number }): Promise<SettingHistory> {
    const rows = await this.database.query<SettingChange>(HISTORY, [
      name,
      query.before ?? Number.MAX_SAFE_INTEGER,
      query.limit + 1,
    ]);
    const entries = rows.slice(0, query.limit);
    return { entries, next: rows.length > query.limit ? (entries.at(-1)?.id ?? null) : null };
  }
}
