import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { FieldChange } from '../contract/changes.js';
import type { Researcher } from '../contract/researchers.js';
import { Clock } from '../platform/clock/clock.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError, ruleProblem } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';
import { facetsOf, recordName } from '../users/record-fields.js';
import { takeRecords, writeRecord } from '../users/take-records.js';
import { checkUnit } from '../users/unit-rules.js';
import type { TakenRecord } from '../users/taken-record.js';
import { ResearcherStore } from './researcher-store.js';

/** Researcher records. Whoever has one is a researcher, and every change of it is a change of the user. */
@Injectable()
export class ResearchersService {
  constructor(
    private readonly store: ResearcherStore,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /** @throws ProblemError `resource.not-found` when there is no such user, or no researcher record of theirs */
  async read(userId: string): Promise<Researcher> {
    const researcher = await this.store.read(userId);
    if (researcher === null) throw new ProblemError('resource.not-found');
    return researcher;
  }

  /**
   * Makes the researcher record of a user, or replaces it (S003: the user comes first).
   * @throws ProblemError `resource.not-found`, `record.locked`
   */
  async put(unit: Unit, userId: string, researcher: Researcher): Promise<void> {
    const record = await take(unit, userId);
    const before = await this.store.take(unit, userId);
    if (before !== null && isDeepStrictEqual(before, researcher)) return;
    await this.store.write(unit, userId, researcher);
    this.note(unit, record, { before, after: researcher });
  }

  /**
   * Takes the researcher record away; without one, nothing happens.
   * @throws ProblemError `resource.not-found`, `record.locked`, `record.rules` while it has assets or grants: whoever
   *   keeps those says first that they are gone
   */
  async remove(unit: Unit, userId: string): Promise<void> {
    const record = await take(unit, userId);
    const before = await this.store.take(unit, userId);
    if (before === null) return;
    const held = (['assets', 'grants'] as const).filter((field) => before[field] > 0);
    if (held.length > 0) throw ruleProblem(held.map((path) => ({ path, code: 'researcher.in-use' })));
    await this.store.remove(unit, userId);
    this.note(unit, record, { before, after: null });
  }

  private note(unit: Unit, record: TakenRecord, change: Omit<FieldChange, 'field'>): void {
    const fields: FieldChange[] = [{ field: 'researcher', ...change }];
    const isResearcher = change.after !== null;
    if (record.isResearcher !== isResearcher) {
      fields.unshift({ field: 'isResearcher', before: record.isResearcher, after: isResearcher });
      record.isResearcher = isResearcher;
    }
    record.version += 1;
    record.updatedAt = this.clock.now().toISOString();
    writeRecord(unit, record, { id: record.id, lists: {} });
    unit.changed({
      recordId: record.id,
      version: record.version,
      action: 'updated',
      recordName: recordName(record, this.settings.get('name_display')),
      facets: facetsOf(record),
      fields,
    });
  }
}

async function take(unit: Unit, userId: string): Promise<TakenRecord> {
  const [record] = await takeRecords(unit, [userId]);
  if (record === undefined) throw new ProblemError('resource.not-found');
  checkUnit(unit.actor, 'researchers.write', record.campusCode);
  return record;
}
