import { Injectable } from '@nestjs/common';
import type { AccountType, RecordType, Status } from '../contract/codes.js';
import type { Deletion } from '../contract/deletion.js';
import type { Actor } from '../platform/database/actor.js';
import { Erasure } from '../platform/database/erasure.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';
import { checkUnit, holdsIn } from '../users/unit-rules.js';
import { blockersOf } from './blockers.js';
import { personOf } from './person.js';

interface Row {
  version: number;
  primaryId: string;
  recordType: RecordType;
  accountType: AccountType;
  status: Status;
  unit: string | null;
}

const FIND = `select version, primary_id as "primaryId", record_type as "recordType", account_type as "accountType", status,
  campus_code as unit
from users where id = $1`;
// Stronger than what a save takes: a hold refers to the user's row, and must not come in between either.
const TAKE = `${FIND} for update`;
// Everything that belongs to the record goes with it by foreign key: rows, roles, credential, sessions, holds.
const DELETE = `delete from users where id = $1`;

/** Deletes users for good, or says everything that stands against it (S116-S122, docs/decisions/deletion.md). */
@Injectable()
export class DeletionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly erasure: Erasure,
    private readonly settings: SettingsService,
  ) {}

  /** Whether this actor can delete the user at this moment; null when there is no such user. */
  of(actor: Actor, id: string): Promise<Deletion | null> {
    return this.unitOfWork.run(actor, async (unit) => {
      const [row] = await unit.sql<Row>(FIND, [id]);
      if (row === undefined || !holdsIn(actor, 'users.delete', row.unit)) return null;
      const { version, primaryId } = row;
      return { recordId: id, version, primaryId, blockers: await blockersOf(unit, id) };
    });
  }

  /**
   * Deletes the user and every trace, within the unit of work. What is left is one entry of the change log that says
   * when and by whom a record was deleted.
   * @param version the version the actor saw
   * @throws ProblemError `resource.not-found`, `user.not-deletable` with every reason, `record.conflict` when the
   *   record was changed since
   */
  async delete(unit: Unit, id: string, version: number): Promise<void> {
    // Asked before as well: a job that is writing the record has its row, and nobody should wait to be refused.
    await this.unblocked(unit, id, FIND);
    const row = await this.unblocked(unit, id, TAKE);
    if (row.version !== version) throw new ProblemError('record.conflict', { conflicts: [], version: row.version });
    const person = await personOf(unit, id, this.settings.get('name_display'));
    await unit.sql(DELETE, [id]);
    await this.erasure.run(unit, person);
    const { recordType, accountType, status, unit: place } = row;
    unit.changed({
      recordId: id,
      version: row.version + 1,
      action: 'deleted',
      recordName: '',
      facets: { recordType, accountType, status, unit: place },
      fields: [],
    });
    unit.ring('sessions');
  }

  private async unblocked(unit: Unit, id: string, read: string): Promise<Row> {
    const [row] = await unit.sql<Row>(read, [id]);
    if (row === undefined) throw new ProblemError('resource.not-found');
    checkUnit(unit.actor, 'users.delete', row.unit);
    const blockers = await blockersOf(unit, id);
    if (blockers.length > 0) throw new ProblemError('user.not-deletable', { blockers, version: row.version });
    return row;
  }
}
