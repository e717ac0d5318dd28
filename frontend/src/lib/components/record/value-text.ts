import { ACCOUNT_TYPES, GENDERS, RECORD_TYPES, STATUSES } from '#contract/codes.ts';
import type { ListName } from '#contract/list-rows.ts';
import { FIELD_SCHEMAS, type FieldName } from '#contract/users.ts';
import { formatDay, formatMoment } from '#lib/i18n/format.ts';
import { accountTypeLabel, recordTypeLabel, statusLabel } from '#lib/i18n/labels.ts';
import { m } from '#lib/paraglide/messages.js';
import { listOf } from '#lib/record/draft-rows.ts';
import { researcherText } from '#lib/deletion/researcher-text.ts';
import { labelled } from './code-labels.ts';
import { rowWords } from './row-text.ts';

const CODED: Record<string, (value: string) => string> = {
  recordType: labelled(RECORD_TYPES, recordTypeLabel),
  accountType: labelled(ACCOUNT_TYPES, accountTypeLabel),
  status: labelled(STATUSES, statusLabel),
  gender: labelled(GENDERS, (code) => m[`gender.${code}`]()),
  birthDate: formatDay,
  expiryDate: formatDay,
  purgeDate: formatDay,
  statusDate: formatDay,
  signInLockedUntil: formatMoment,
};

const CHOICES: Partial<Record<FieldName, readonly string[]>> = {
  recordType: RECORD_TYPES,
  gender: GENDERS,
  status: STATUSES,
};

/** Options of a field with a fixed code table; an absent value comes first where it is allowed. */
export function choicesOf(field: FieldName): { value: string; label: string }[] {
  const options = (CHOICES[field] ?? []).map((value) => ({ value, label: valueText(field, value) }));
  const mayBeAbsent = FIELD_SCHEMAS[field].safeParse(null).success;
  return mayBeAbsent ? [{ value: '', label: m['record.choice.none']() }, ...options] : options;
}

/** What nothing means for a row or a list's mark: somebody took it away. */
function absentText(list: ListName, target: string): string {
  if (target === list) return '';
  return target.startsWith(`${list}:`) ? m['rows.deleted']() : m['rows.nobody']();
}

/** A value of a field, or a row of a list (`phones`, `phones:<id>`), as a person reads it; empty text for an absent one. */
export function valueText(field: string, value: unknown): string {
  const list = listOf(field);
  if (value === null || value === undefined || value === '') return list === null ? '' : absentText(list, field);
  if (typeof value === 'boolean') return value ? m['users.yes']() : m['users.no']();
  if (typeof value === 'string') return CODED[field]?.(value) ?? value;
  if (typeof value === 'object' && list !== null) return rowWords(list, value);
  return researcherText(value) ?? JSON.stringify(value);
}
