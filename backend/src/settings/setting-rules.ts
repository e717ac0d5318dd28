import { Injectable } from '@nestjs/common';
import type { CodeTableName } from '../contract/code-tables.js';
import { CODE_TABLE_NAMES } from '../contract/code-tables.js';
import type { FieldError } from '../contract/problems.js';
import { PATTERN_NAMES, PRIMARY_IDENTIFIER } from '../contract/setting-parameters.js';
import type { SettingName, SettingValue } from '../contract/settings.js';
import { SETTINGS } from '../contract/settings.js';
import { toFieldError } from '../platform/http/validation.pipe.js';
import { CodeUse } from './code-use.js';
import { compilePattern } from './patterns.js';

export type SettingValues = { [N in SettingName]: SettingValue<N> };

function includes<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}

/** The value as the schema of its setting makes it, or where and why it is refused. */
export function parseSetting(name: SettingName, value: unknown): { value: unknown } | { errors: FieldError[] } {
  const parsed = SETTINGS[name].schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  return {
    errors: parsed.error.issues
      .slice(0, 100)
      .map((issue) => toFieldError({ ...issue, path: ['value', ...issue.path] })),
  };
}

function checkPattern(source: string | null): FieldError[] {
  const compiled = source === null ? null : compilePattern(source);
  if (compiled === null || compiled.ok) return [];
  return [{ path: 'value', code: compiled.code, ...(compiled.reason === '' ? {} : { detail: compiled.reason }) }];
}

/** Types of identifiers that other settings name but the table does not have. */
function missingTypes(values: SettingValues): { setting: SettingName; type: string }[] {
  const known = new Set([PRIMARY_IDENTIFIER, ...values.identifier_types.map(({ code }) => code)]);
  const named: { setting: SettingName; type: string }[] = [
    { setting: 'photo_identifier_type', type: values.photo_identifier_type },
    ...Object.keys(values.id_generation).map((type) => ({ setting: 'id_generation' as const, type })),
  ];
  return named.filter(({ type }) => !known.has(type));
}

/** What a setting must keep to besides its own schema: patterns compile, and nothing that is in use goes away. */
@Injectable()
export class SettingRules {
  constructor(private readonly use: CodeUse) {}

  /** @param next all settings as they would be; @param before the same without the change */
  async check(name: SettingName, next: SettingValues, before: SettingValues): Promise<FieldError[]> {
    if (includes(PATTERN_NAMES, name)) return checkPattern(next[name]);
    const errors = missingTypes(next).flatMap(({ setting, type }): FieldError[] => {
      if (setting === name) {
        const path = setting === 'id_generation' ? `value.${type}` : 'value';
        return [{ path, code: 'identifier-type.unknown', detail: type }];
      }
      return name === 'identifier_types' ? [{ path: `value.${type}`, code: 'code.in-setting', detail: setting }] : [];
    });
    if (includes(CODE_TABLE_NAMES, name)) errors.push(...(await this.stillUsed(name, next, before)));
    return errors;
  }

  private async stillUsed(name: CodeTableName, next: SettingValues, before: SettingValues): Promise<FieldError[]> {
    const kept = new Set(next[name].map(({ code }) => code));
    const removed = before[name].map(({ code }) => code).filter((code) => !kept.has(code));
    if (removed.length === 0) return [];
    const used = await this.use.count(name, removed);
    return Object.entries(used).map(([code, count]) => ({
      path: `value.${code}`,
      code: 'code.in-use',
      detail: String(count),
    }));
  }
}
