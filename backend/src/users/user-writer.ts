import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { FieldChange } from '../contract/changes.js';
import type { FieldError } from '../contract/problems.js';
import type { createUserSchema, Operation, SaveUser } from '../contract/users.js';
import { Clock } from '../platform/clock/clock.js';
import { isoTime } from '../platform/database/iso-time.js';
import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError, ruleProblem } from '../platform/http/problem.js';
import { newId } from '../platform/ids/ids.js';
import { emailKey } from './keys.js';
import type { LoggedChange } from './merge.js';
import { findConflicts, foreignChanges } from './merge.js';
import { derivedKeys, facetsOf, fieldsOf, recordName, writeFields } from './record-fields.js';
import type { Fields } from './rules.js';
import { checkEditable, checkEmails, checkRecord, fillPreferredName } from './rules.js';
import { takeRecords } from './take-records.js';
import { UserEmail } from './user-email.entity.js';
import { User } from './user.entity.js';

export type NewUser = z.output<typeof createUserSchema>;

const LOG_SINCE = `
select actor as by, ${isoTime('at')} as at, fields from change_log
where record_id = $1 and version > $2 and action = 'updated' order by seq`;

function withName(fields: Fields): Fields {
  return { ...fields, ...fillPreferredName(fields) };
}

function identifierTaken(error: unknown): Error {
  const failure = databaseFailure(error);
  if (failure?.code !== SQLSTATE.uniqueViolation || failure.constraint !== 'users_primary_id_key') {
    return error instanceof Error ? error : new Error('unknown failure', { cause: error });
  }
  const errors = [{ path: 'primaryId', code: 'user.identifier-taken' }];
  return new ProblemError('user.identifier-taken', { errors }, { cause: error });
}

/** What may be done to a record, inside a unit of work. The only code besides the feed that writes `users`. */
@Injectable()
export class UserWriter {
  constructor(private readonly clock: Clock) {}

  /**
   * Adds a user and returns its id.
   * @throws ProblemError `record.rules`, `user.identifier-taken`
   */
  async create(unit: Unit, input: NewUser): Promise<string> {
    const { emails, accountType, ...given } = input;
    const fields = withName(given);
    const today = this.clock.today();
    const errors = [...checkRecord(fields, today), ...checkEmails(emails, input.recordType)];
    if (errors.length > 0) throw ruleProblem(errors);
    const now = this.clock.now();
    const record = unit.em.create(User, {
      ...given,
      ...fillPreferredName(given),
      ...derivedKeys(fields),
      id: newId(),
      accountType,
      version: 1,
      statusDate: today,
      createdAt: now,
      updatedAt: now,
    });
    const preferred = emails.findIndex((email) => email.preferred);
    const rows = emails.map((email, index) =>
      unit.em.create(UserEmail, {
        id: newId(),
        userId: record.id,
        address: email.address,
        addressKey: emailKey(email.address),
        types: email.types,
        preferred: index === Math.max(preferred, 0),
        external: false,
      }),
    );
    await this.flush(unit);
    const changes: FieldChange[] = [
      ...Object.entries({ ...fields, accountType })
        .filter(([, value]) => value !== null)
        .map(([field, after]) => ({ field, before: null, after })),
      ...rows.map((row) => ({ field: 'emails', before: null, after: emailOf(row) })),
    ];
    unit.changed({
      recordId: record.id,
      version: 1,
      action: 'created',
      recordName: recordName(fields),
      facets: facetsOf(record),
      fields: changes,
    });
    return record.id;
  }

  /**
   * Merges a save into the record as it is now. Nothing is written unless everything is.
   * @throws ProblemError `resource.not-found`, `record.locked`, `record.conflict`, `record.base-unknown`,
   *   `record.rules`, `user.identifier-taken`
   */
  async save(unit: Unit, id: string, save: SaveUser): Promise<void> {
    const [record] = await takeRecords(unit, [id]);
    if (record === undefined) throw new ProblemError('resource.not-found');
    const current = fieldsOf(record);
    await this.refuseConflicts(unit, record, current, save);
    const wanted = save.operations.filter(({ field, value }) => current[field] !== value);
    const next = withName({ ...current, ...valuesOf(wanted) });
    const errors = [
      ...checkEditable(
        wanted.map(({ field }) => field),
        record.accountType,
      ),
      ...newlyBroken(checkRecord(current, this.clock.today()), checkRecord(next, this.clock.today())),
    ];
    if (errors.length > 0) throw ruleProblem(errors);
    const changes = writeFields(record, next, this.clock.today());
    if (changes.length === 0) return;
    record.version += 1;
    record.updatedAt = this.clock.now();
    await this.flush(unit);
    unit.changed({
      recordId: id,
      version: record.version,
      action: 'updated',
      recordName: recordName(next),
      facets: facetsOf(record),
      fields: changes,
    });
  }

  private async refuseConflicts(unit: Unit, record: User, current: Fields, save: SaveUser): Promise<void> {
    if (save.baseVersion === record.version) return;
    const rows = await unit.sql<LoggedChange>(LOG_SINCE, [record.id, save.baseVersion]);
    // The log says what changed since; if part of it is missing, nobody can tell, and nothing is overwritten.
    if (save.baseVersion > record.version || rows.length !== record.version - save.baseVersion) {
      throw new ProblemError('record.base-unknown', { version: record.version });
    }
    const foreign = foreignChanges(rows);
    const conflicts = findConflicts(save.operations, current, foreign);
    if (conflicts.length > 0) throw new ProblemError('record.conflict', { conflicts, version: record.version });
  }

  private async flush(unit: Unit): Promise<void> {
    try {
      await unit.em.flush();
    } catch (error) {
      throw identifierTaken(error);
    }
  }
}

/** A feed may have brought what nobody may add by hand, such as a person without names; a save answers for its own. */
function newlyBroken(before: readonly FieldError[], after: readonly FieldError[]): FieldError[] {
  const known = new Set(before.map(({ path, code }) => `${path} ${code}`));
  return after.filter(({ path, code }) => !known.has(`${path} ${code}`));
}

function valuesOf(operations: readonly Operation[]): Partial<Fields> {
  return Object.fromEntries(operations.map(({ field, value }) => [field, value]));
}

function emailOf(row: UserEmail): object {
  const { id, address, types, preferred, external } = row;
  return { id, address, types, description: row.description ?? null, preferred, external };
}
