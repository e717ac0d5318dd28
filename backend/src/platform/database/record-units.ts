import { Injectable } from '@nestjs/common';
import type { Audience } from '../../contract/grants.js';
import { classIn } from '../../contract/grants.js';
import type { PermissionClass } from '../../contract/permissions.js';
import { Database } from './database.js';

const UNITS = `select id, campus_code as unit from users where id = any($1::uuid[])`;

/** Which units records are in: what decides for whom they are there (docs/decisions/units.md). */
@Injectable()
export class RecordUnits {
  constructor(private readonly database: Database) {}

  /** A record's unit, null when it has none; undefined when there is no such record. */
  async unitOf(id: string): Promise<string | null | undefined> {
    return (await this.unitsOf([id])).get(id);
  }

  /** How much of this record the audience sees. */
  async classOf(id: string, audience: Audience): Promise<PermissionClass> {
    return (await this.classesOf([id], audience)).get(id) ?? 'none';
  }

  /**
   * How much of each of these records the audience sees; whoever sees the records of all units alike is not made to
   * wait for the database, and told so of records that do not exist too.
   */
  async classesOf(ids: readonly string[], audience: Audience): Promise<Map<string, PermissionClass>> {
    const isSame = audience.read === null && (audience.full === null || audience.full.length === 0);
    if (isSame || ids.length === 0) return new Map(ids.map((id) => [id, classIn(audience, null)]));
    const units = await this.unitsOf(ids);
    return new Map([...units].map(([id, unit]) => [id, classIn(audience, unit)]));
  }

  private async unitsOf(ids: readonly string[]): Promise<Map<string, string | null>> {
    const rows = await this.database.query<{ id: string; unit: string | null }>(UNITS, [ids]);
    return new Map(rows.map(({ id, unit }) => [id, unit]));
  }
}
