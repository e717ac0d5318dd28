import type { TableRow } from '#contract/code-tables.ts';
import { RECORD_TYPES, type RecordType } from '#contract/codes.ts';
import { sameJson } from '#contract/merge-setting.ts';
import type { NameOrder } from '#contract/names.ts';
import type { FieldError } from '#contract/problems.ts';
import { PRIMARY_IDENTIFIER } from '#contract/setting-parameters.ts';
import type { MandatoryField, SettingName } from '#contract/settings.ts';
import { formatList, formatNumber } from '../i18n/format.ts';
import { fieldErrorText, fieldLabel, recordTypeLabel } from '../i18n/labels.ts';
import { m } from '../paraglide/messages.js';

export function settingTitle(name: SettingName): string {
  return m[`setting.${name}.title`]();
}

/** What the setting does, in words. */
export function settingText(name: SettingName): string {
  return m[`setting.${name}.text`]();
}

const OWN_LABELS: Partial<Record<MandatoryField, () => string>> = {
  email: m['mandatory.email'],
  phone: m['mandatory.phone'],
  address: m['mandatory.address'],
  identifier1: m['mandatory.identifier1'],
};

export function mandatoryLabel(field: MandatoryField): string {
  return OWN_LABELS[field]?.() ?? fieldLabel(field);
}

export function nameOrderLabel(order: NameOrder): string {
  return m[`nameDisplay.${order}`]();
}

export function onOff(on: boolean): string {
  return on ? m['settings.on']() : m['settings.off']();
}

/** Why a value was refused, with what the rule adds: the reason of the expression engine, or how many records. */
export function refusalText({ code, detail }: FieldError): string {
  const reason = fieldErrorText(code);
  return detail === undefined || detail === '' ? reason : m['settings.refused']({ reason, detail });
}

export function recordTypesText(types: readonly RecordType[]): string {
  return types.length === RECORD_TYPES.length ? m['codes.recordTypes.all']() : formatList(types.map(recordTypeLabel));
}

function rowText(row: TableRow): string {
  return [
    row.label,
    row.enabled ? '' : m['codes.disabled'](),
    row.recordTypes === undefined ? '' : recordTypesText(row.recordTypes),
  ]
    .filter(Boolean)
    .join(' · ');
}

function isRow(value: unknown): value is TableRow {
  return typeof value === 'object' && value !== null && 'code' in value && 'label' in value;
}

function isPolicy(value: unknown): value is { prefix: string; startAt: number } {
  return typeof value === 'object' && value !== null && 'prefix' in value && 'startAt' in value;
}

/** Texts of single values, by setting; others are shown as they are. */
const SCALARS: Partial<Record<SettingName, (value: string | number) => string>> = {
  pin_number_method: (value) => (value === 'fourDigit' ? m['settings.pin.fourDigit']() : m['settings.pin.off']()),
  photo_identifier_type: (value) => (value === PRIMARY_IDENTIFIER ? m['settings.photo.primary']() : String(value)),
  user_audit_retention_period: (value) => m['settings.days']({ count: formatNumber(Number(value)) }),
  one_time_password_hours: (value) => m['passwords.hours']({ count: formatNumber(Number(value)) }),
  name_display: (value) => nameOrderLabel(value === 'first-last' ? 'first-last' : 'last-first'),
};

/** A value, or a part of one, as a person reads it. */
export function partText(name: SettingName, value: unknown): string {
  if (value === null || value === undefined || value === '') return m['settings.none']();
  if (typeof value === 'boolean') return onOff(value);
  if (typeof value === 'string' || typeof value === 'number') return SCALARS[name]?.(value) ?? String(value);
  if (isRow(value)) return rowText(value);
  if (isPolicy(value)) return `${value.prefix}${String(value.startAt)}`;
  if (Array.isArray(value)) return formatList(value.map((field) => mandatoryLabel(field as MandatoryField)));
  return JSON.stringify(value);
}

/** What a part of a setting is called: a code, a record type, one of the choices of the name display. */
export function partLabel(name: SettingName, part: string): string {
  if (part === '') return settingTitle(name);
  if (name === 'mandatory_fields') return recordTypeLabel(part as RecordType);
  if (name === 'id_generation' && part === PRIMARY_IDENTIFIER) return m['idGeneration.primary']();
  if (name !== 'name_display') return part;
  if (part === 'middleName') return m['nameDisplay.middle']();
  return part === 'order' ? m['nameDisplay.order']() : m['nameDisplay.inText']();
}

export interface SettingLine {
  part: string;
  label: string;
  before: string;
  after: string;
}

function partsOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(value.filter(isRow).map((row) => [row.code, row]));
}

/** What a change did, a line for each part that is different. */
export function settingLines(name: SettingName, before: unknown, after: unknown): SettingLine[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  const line = (part: string, old: unknown, next: unknown): SettingLine => ({
    part,
    label: partLabel(name, part),
    before: old === undefined ? '' : partText(name, old),
    after: next === undefined ? m['settings.gone']() : partText(name, next),
  });
  if (was === null || is === null) return [line('', before, after)];
  const lines = [...new Set([...was.keys(), ...is.keys()])]
    .filter((part) => !sameJson(was.get(part), is.get(part)))
    .map((part) => line(part, was.get(part), is.get(part)));
  if (lines.length > 0) return lines;
  const order = (parts: Map<string, unknown>): string => [...parts.keys()].join(', ');
  return [{ part: 'order', label: m['settings.history.order'](), before: order(was), after: order(is) }];
}
