import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { everywhere } from '../contract/grants.js';
import type { RowOperation } from '../contract/list-rows.js';
import { PERMISSIONS } from '../contract/permissions.js';
import type { SettingValue } from '../contract/settings.js';
import type { Actor } from '../platform/database/actor.js';
import { Database } from '../platform/database/database.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/ids/ids.js';
import { LOGGER } from '../platform/log/logger.js';
import { SettingsService } from '../settings/settings.service.js';
import { takeRecords } from '../users/take-records.js';
import { UserWriter } from '../users/user-writer.js';
import type { DirectoryGroup } from './directory-connection.js';

const DIRECTORY: Actor = {
  id: null,
  name: 'Directory',
  source: 'SYSTEM',
  jobId: null,
  grants: everywhere(PERMISSIONS),
  isDirectory: true,
  token: null,
};

const ROLES = `
select id, role, from_directory as "fromDirectory" from user_role where user_id = $1 and scope is null`;

interface HeldRole {
  id: string;
  role: string;
  /** False for what a person, or a feed, has granted: that is theirs to take away. */
  fromDirectory: boolean;
}

/** The roles whose group is among these. Names of groups differ by case in no directory. */
function rolesOf(mapping: SettingValue<'directory_roles'>, groups: readonly DirectoryGroup[]): string[] {
  const names = new Set(groups.flatMap(({ dn, commonName }) => [dn.toLowerCase(), commonName.toLowerCase()]));
  return Object.entries(mapping).flatMap(([role, group]) => (names.has(group.toLowerCase()) ? [role] : []));
}

function differences(wanted: readonly string[], held: readonly HeldRole[]): RowOperation[] {
  const has = new Set(held.map(({ role }) => role));
  const added = wanted
    .filter((role) => !has.has(role))
    .map((role): RowOperation => {
      const row = { role, scope: null, active: true, expiryDate: null };
      return { op: 'add', list: 'roles', id: newId(), row };
    });
  const removed = held
    .filter(({ role, fromDirectory }) => fromDirectory && !wanted.includes(role))
    .map(({ id }): RowOperation => ({ op: 'remove', list: 'roles', id }));
  return [...added, ...removed];
}

/** Roles that groups of the directory bring, and take away again; looked at with every sign-in. */
@Injectable()
export class DirectoryRoles {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly writer: UserWriter,
    private readonly settings: SettingsService,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Never fails: somebody whose record is locked by a job comes in with the roles they have. */
  async follow(userId: string, groups: readonly DirectoryGroup[]): Promise<void> {
    const wanted = rolesOf(this.settings.get('directory_roles'), groups);
    try {
      const held = await this.database.query<HeldRole>(ROLES, [userId]);
      if (differences(wanted, held).length === 0) return;
      await this.unitOfWork.run(DIRECTORY, (unit) => this.write(unit, userId, wanted));
    } catch (error) {
      this.log.warn({ err: error, userId }, 'the roles of the directory could not be followed');
    }
  }

  private async write(unit: Unit, userId: string, wanted: readonly string[]): Promise<void> {
    const [record] = await takeRecords(unit, [userId]);
    if (record === undefined) return;
    const operations = differences(wanted, await unit.sql<HeldRole>(ROLES, [userId]));
    if (operations.length === 0) return;
    await this.writer.save(unit, userId, { baseVersion: record.version, operations });
  }
}
