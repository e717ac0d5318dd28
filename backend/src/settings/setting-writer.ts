import { Injectable } from '@nestjs/common';
import type { PartConflict } from '../contract/merge-setting.js';
import { mergeSetting, sameJson } from '../contract/merge-setting.js';
import type { FieldConflict, FieldError } from '../contract/problems.js';
import type { AllSettings, SaveSetting, SettingName } from '../contract/settings.js';
import { SETTING_NAMES, SETTINGS } from '../contract/settings.js';
import type { Actor } from '../platform/database/actor.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ProblemError, ruleProblem } from '../platform/http/problem.js';
import { IdentifierIndex } from './identifier-index.js';
import { checkMappedRoles } from './mapped-roles.js';
import type { SettingValues } from './setting-rules.js';
import { parseSetting, SettingRules } from './setting-rules.js';
import { SettingStore } from './setting-store.js';
import { SETTINGS_STREAM, settingsOf } from './settings.service.js';

function valuesOf(settings: AllSettings): SettingValues {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, settings[name].value])) as unknown as SettingValues;
}

function parsed(name: SettingName, value: unknown): unknown {
  const result = parseSetting(name, value);
  if ('errors' in result) throw ruleProblem(result.errors);
  return result.value;
}

function fieldOf(name: SettingName, { part }: PartConflict): string {
  return part === '' ? name : `${name}.${part}`;
}

/** Writes settings: one transaction with its history entry, merged with what others wrote meanwhile. */
@Injectable()
export class SettingWriter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: SettingStore,
    private readonly rules: SettingRules,
    private readonly identifiers: IdentifierIndex,
  ) {}

  /**
   * @throws ProblemError `record.rules` with where and why, `record.conflict` with base, mine and theirs,
   *   `record.base-unknown` for a version that never was
   */
  async save(actor: Actor, name: SettingName, save: SaveSetting): Promise<void> {
    const mine = parsed(name, save.value);
    await this.unitOfWork.run(actor, (unit) => this.saveIn(unit, name, save.baseVersion, mine));
  }

  private async saveIn(unit: Unit, name: SettingName, baseVersion: number, mine: unknown): Promise<void> {
    const settings = settingsOf(await this.store.take(unit), () => undefined);
    const before = valuesOf(settings);
    const { version } = settings[name];
    const value = await this.merged(unit, settings, { name, baseVersion, mine });
    if (sameJson(value, before[name])) return;
    const next = { ...before, [name]: value };
    checkMappedRoles(unit.actor, before.directory_roles, next.directory_roles);
    const errors: FieldError[] = await this.rules.check(name, next, before);
    if (name === 'unique_across_types') errors.push(...(await this.identifiers.set(unit, value === true)));
    if (errors.length > 0) throw ruleProblem(errors);
    await this.store.write(unit, { name, version: version + 1, before: before[name], after: value });
    unit.ring(SETTINGS_STREAM);
  }

  private async merged(
    unit: Unit,
    settings: AllSettings,
    { name, baseVersion, mine }: { name: SettingName; baseVersion: number; mine: unknown },
  ): Promise<unknown> {
    const { value: theirs, version, updatedAt, updatedBy } = settings[name];
    if (baseVersion === version) return mine;
    const base = baseVersion === 0 ? SETTINGS[name].initial : await this.store.valueAt(unit, name, baseVersion);
    if (baseVersion > version || base === undefined) throw new ProblemError('record.base-unknown', { version });
    const merged = mergeSetting(base, mine, theirs);
    if (merged.ok) return parsed(name, merged.value);
    const conflicts = merged.conflicts.map((conflict): FieldConflict => ({
      field: fieldOf(name, conflict),
      base: conflict.base,
      mine: conflict.mine,
      theirs: conflict.theirs,
      by: updatedBy ?? '',
      at: updatedAt ?? '',
    }));
    throw new ProblemError('record.conflict', { conflicts, version });
  }
}
