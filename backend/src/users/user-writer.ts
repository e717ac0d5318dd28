import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { noteAccess } from '../access-log/note-access.js';
import type { FieldChange } from '../contract/changes.js';
import type { ListName, RowOperation } from '../contract/list-rows.js';
import { LIST_NAMES } from '../contract/list-rows.js';
import type { createUserSchema, SaveUser } from '../contract/users.js';
import type { Access } from '../access-log/access-log.js';
import { Clock } from '../platform/clock/clock.js';
import type { Actor } from '../platform/database/actor.js';
import { isoTime } from '../platform/database/iso-time.js';
import { runTogether } from '../platform/database/statement.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError, ruleProblem } from '../platform/http/problem.js';
import { newId } from '../platform/ids/ids.js';
import { SettingsService } from '../settings/settings.service.js';
import { applyRows } from './apply-rows.js';
import { checkGrants } from './grants.js';
import { identifierTaken, ifIdentifierTaken } from './identifier-taken.js';
import type { Institution } from './institution.js';
import { keepAnAdministrator } from './last-administrator.js';
import { compareRows, type RecordPlan, rowChanges, rowsIn } from './list-plan.js';
import { checkFlags, checkLists } from './list-rules.js';
import { letterChanges, lettersOf, lettersOut, pickLetters } from './letters.js';
import { warnOfLookAlikes } from './look-alikes.js';
import { checkMandatory } from './mandatory-rules.js';
import type { LoggedChange } from './merge.js';
import { checkSignIn } from './outranking.js';
import { pinOf, Pins } from './pins.js';
import { checkInstitution, concernsLists, planSave, type RecordState, type SaveContext } from './plan-save.js';
import type { RecordLists } from './record-lists.js';
import { derivedKeys, facetsOf, pickFields, recordName, writeFields } from './record-fields.js';
import { ifRowIdTaken } from './row-ids.js';
import type { Fields } from './rules.js';
import { checkRecord, fillPreferredName } from './rules.js';
import { takeRecord, writeRecord } from './take-records.js';
import { checkNewUnit, checkUnit } from './unit-rules.js';
import type { TakenRecord } from './taken-record.js';
import { User } from './user.entity.js';
import type { WrittenLists } from './user-reader.js';

export type NewUser = z.output<typeof createUserSchema>;

const LOG_SINCE = `
select actor as by, ${isoTime('at')} as at, fields from change_log
where record_id = $1 and version > $2 and action = 'updated' order by seq`;

const NO_LETTERS_OUT = lettersOf([]);
const NO_ROWS: RecordLists = { emails: [], phones: [], addresses: [], identifiers: [], notes: [], roles: [] };

interface Step {
  before: RecordState;
  next: RecordState;
  restoredFrom: number | undefined;
}

/** What may be done to a record, inside a unit of work. The only code besides the feed that writes `users`. */
@Injectable()
export class UserWriter {
  constructor(
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly pins: Pins,
  ) {}

  /**
   * Adds a user and returns its id.
   * @throws ProblemError `record.rules`, `user.identifier-taken`, `user.look-alike`, `permission.denied` for a unit
   *   that is not the actor's
   */
  async create(unit: Unit, input: NewUser): Promise<string> {
    const { emails, phones, addresses, identifiers, accountType } = input;
    const given = pickFields(input);
    const letters = pickLetters(input);
    const pinHash = await this.pins.seal(input.pin);
    const fields = { ...given, ...fillPreferredName(given) };
    const added = additions({ emails, phones, addresses, identifiers });
    const context = this.context(unit);
    const { today, now, institution } = context;
    const { lists } = applyRows(added, NO_ROWS, () => new Map(), context);
    const { recordType, primaryId } = input;
    const errors = [
      ...(institution === null ? [] : checkMandatory(fields, lists, institution)),
      ...checkRecord(fields, today),
      ...checkLists(lists, { recordType, accountType, primaryId }).filter(({ code }) => code !== 'email.last-one'),
      ...checkFlags({ emails, phones, addresses }),
      ...checkInstitution(null, { fields, lists }, institution),
    ];
    if (errors.length > 0) throw ruleProblem(pathsOfInput(errors, added));
    checkNewUnit(unit.actor, fields.campusCode);
    await warnOfLookAlikes(unit, fields, input.acceptLookAlikes);
    const id = newId();
    const at = this.clock.now();
    unit.em.create(User, {
      ...fields,
      ...derivedKeys(fields),
      lettersOut: lettersOut(letters),
      id,
      accountType,
      version: 1,
      statusDate: today,
      handEdited: {},
      createdAt: at,
      updatedAt: at,
    });
    const { changes, plan } = planLists(id, NO_ROWS, lists);
    const written = { primaryId, identifiers: lists.identifiers, pathOf: pathOfInput(added) };
    await identifierTaken(written, async () => {
      await unit.em.flush();
      await runTogether(unit, rowsIn([plan]));
    });
    if (pinHash !== null) await this.pins.put(unit, id, pinHash, now);
    const pin = pinHash === null ? null : now;
    const scalars = Object.entries({ ...fields, accountType, pin }).filter(([, value]) => value !== null);
    unit.changed({
      recordId: id,
      version: 1,
      action: 'created',
      recordName: this.nameOf(fields),
      facets: facetsOf({ ...input, campusCode: fields.campusCode }),
      fields: [
        ...scalars.map(([field, after]): FieldChange => ({ field, before: null, after })),
        ...letterChanges(NO_LETTERS_OUT, letters),
        ...changes,
      ],
    });
    return id;
  }

  /**
   * Merges a save into the record as it is now. Nothing is written unless everything is.
   * @throws ProblemError `resource.not-found`, `record.locked`, `record.conflict`, `record.base-unknown`,
   *   `record.rules`, `user.identifier-taken`, `permission.denied` for roles beyond the actor's own,
   *   for the sign-in of somebody who may do more than the actor, and for units that are not theirs
   * @param restoredFrom seq of the entry of the history this save puts back
   * @returns the lists as they are now, where the save concerns any
   */
  async save(
    unit: Unit,
    id: string,
    { baseVersion, operations }: SaveUser,
    restoredFrom?: number,
  ): Promise<WrittenLists | null> {
    const pinHash = await this.pins.seal(pinOf(operations));
    const taken = await takeRecord(unit, id, { withLists: concernsLists(operations) });
    if (taken === null) throw new ProblemError('resource.not-found');
    const { record, lists } = taken;
    checkUnit(unit.actor, 'users.write', record.campusCode);
    const before: RecordState = {
      fields: pickFields<Fields>(record),
      accountType: record.accountType,
      externalId: record.externalId,
      letters: lettersOf(record.lettersOut),
      pin: pinHash === null ? null : await this.pins.setAt(unit, id),
      handEdited: record.handEdited,
      lists,
    };
    const log = await this.logSince(unit, record, baseVersion);
    const { next, conflicts, errors } = planSave(before, operations, log, this.context(unit));
    if (conflicts.length > 0) throw new ProblemError('record.conflict', { conflicts, version: record.version });
    if (errors.length > 0) throw ruleProblem(errors);
    if (next.fields.campusCode !== record.campusCode) checkNewUnit(unit.actor, next.fields.campusCode);
    checkGrants(unit.actor, before, next);
    await checkSignIn(unit, id, before, next);
    await keepAnAdministrator(unit, id, before, next, this.clock.today());
    this.write(unit, record, { before, next, restoredFrom });
    if (pinHash !== null && next.pin !== null) await this.pins.put(unit, id, pinHash, next.pin);
    return next.lists === null ? null : { version: record.version, lists: inOrder(next.lists) };
  }

  private write(unit: Unit, record: TakenRecord, { before, next, restoredFrom }: Step): void {
    const changes = writeFields(record, next.fields, this.clock.today());
    for (const field of ['accountType', 'externalId', 'handEdited'] as const) {
      if (before[field] === next[field]) continue;
      changes.push({ field, before: before[field], after: next[field] });
      Object.assign(record, { [field]: next[field] });
    }
    if (before.pin !== next.pin) changes.push({ field: 'pin', before: before.pin, after: next.pin });
    const letters = letterChanges(before.letters, next.letters);
    if (letters.length > 0) record.lettersOut = lettersOut(next.letters);
    changes.push(...letters);
    const lists = planLists(record.id, before.lists ?? NO_ROWS, next.lists ?? NO_ROWS);
    changes.push(...lists.changes);
    if (changes.length === 0) return;
    record.version += 1;
    record.updatedAt = this.clock.now().toISOString();
    const { primaryId } = record;
    const written = { primaryId, identifiers: next.lists?.identifiers ?? [] };
    writeRecord(unit, record, lists.plan, (error) => ifRowIdTaken(ifIdentifierTaken(error, written)));
    unit.changed({
      recordId: record.id,
      version: record.version,
      action: 'updated',
      recordName: this.nameOf(next.fields),
      facets: facetsOf(record),
      fields: changes,
      restoredFrom,
    });
    if (lists.plan.lists.roles !== undefined) noteAccess(unit, rolesChanged(record.id, unit.actor));
  }

  /** What was changed after the base version; if part of that is missing nobody can tell, and nothing is overwritten. */
  private async logSince(unit: Unit, record: TakenRecord, baseVersion: number): Promise<LoggedChange[]> {
    if (baseVersion === record.version) return [];
    const log = await unit.sql<LoggedChange>(LOG_SINCE, [record.id, baseVersion]);
    if (baseVersion > record.version || log.length !== record.version - baseVersion) {
      throw new ProblemError('record.base-unknown', { version: record.version });
    }
    return log;
  }

  private nameOf(fields: RecordState['fields']): string {
    return recordName(fields, this.settings.get('name_display'));
  }

  private context({ actor }: Unit): SaveContext {
    const institution: Institution = (name) => this.settings.get(name);
    return {
      today: this.clock.today(),
      now: this.clock.now().toISOString(),
      writer: actor.name,
      writerId: actor.id,
      byDirectory: actor.isDirectory === true,
      // The portal's own accounts come before anybody could configure them, and must never be locked out by it.
      institution: actor.source === 'SYSTEM' ? null : institution,
    };
  }
}

/** A save does not know where its request came from; who made it is said, and what changed stands in the history. */
function rolesChanged(userId: string, actor: Actor): Access {
  const detail = actor.isDirectory === true ? 'directory' : null;
  return { kind: 'roles-changed', userId, actorId: actor.id, ip: null, userAgent: null, detail };
}

/** Rows in the order in which they are read. */
function inOrder(lists: RecordLists): RecordLists {
  const sorted = Object.entries(lists).map(([list, rows]) => [
    list,
    rows.toSorted((one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1)),
  ]);
  return Object.fromEntries(sorted) as RecordLists;
}

type GivenLists = Pick<NewUser, 'emails' | 'phones' | 'addresses' | 'identifiers'>;

function additions(given: GivenLists): RowOperation[] {
  return Object.entries(given).flatMap(([list, rows]) =>
    rows.map((row) => ({ op: 'add', list, id: newId(), row }) as RowOperation),
  );
}

/** The add form knows its rows by place, not by the ids they were just given. */
function pathOfInput(added: readonly RowOperation[]): (path: string) => string {
  const places = new Map<string, string>();
  const counts = new Map<ListName, number>();
  for (const { list, id } of added) {
    const place = counts.get(list) ?? 0;
    counts.set(list, place + 1);
    places.set(id, String(place));
  }
  return (path) =>
    path
      .split('.')
      .map((part) => places.get(part) ?? part)
      .join('.');
}

function pathsOfInput<T extends { path: string }>(errors: readonly T[], added: readonly RowOperation[]): T[] {
  const pathOf = pathOfInput(added);
  return errors.map((error) => ({ ...error, path: pathOf(error.path) }));
}

function planLists(id: string, before: RecordLists, after: RecordLists): { plan: RecordPlan; changes: FieldChange[] } {
  const plan: RecordPlan = { id, lists: {} };
  const changes: FieldChange[] = [];
  for (const list of LIST_NAMES) {
    if (before[list] === after[list]) continue;
    const rows = compareRows<{ id: string }>(before[list], after[list]);
    plan.lists[list] = rows;
    changes.push(...rowChanges(list, rows));
  }
  return { plan, changes };
}
