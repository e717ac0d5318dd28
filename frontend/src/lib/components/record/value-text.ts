import { offeredRows } from '#contract/code-tables.ts';
import { ACCOUNT_TYPES, GENDERS, RECORD_TYPES, STATUSES, type RecordType } from '#contract/codes.ts';
import type { ListName } from '#contract/list-rows.ts';
import { eachLetter } from '#contract/letters.ts';
import { handEditedSchema } from '#contract/ownership.ts';
import { pinSchema } from '#contract/pins.ts';
import { FIELD_SCHEMAS, type FieldName, type FieldValue } from '#contract/users.ts';
import { formatDay, formatList, formatMoment } from '#lib/i18n/format.ts';
import { accountTypeLabel, fieldLabel, recordTypeLabel, statusLabel } from '#lib/i18n/labels.ts';
import { m } from '#lib/paraglide/messages.js';
import { listOf } from '#lib/record/draft-rows.ts';
import { researcherText } from '#lib/deletion/researcher-text.ts';
import { isTableField, TABLE_OF, type TableField } from '#lib/record/fields.ts';
import { settings } from '#lib/settings/settings.svelte.ts';
import { labelled } from './code-labels.ts';
import { rowWords } from './row-text.ts';

function letterText(choice: string): string {
  return choice === 'OUT' ? m['letter.out']() : m['letter.in']();
}

/** A PIN that was typed is not shown where it is compared; one that is stored is known by its time alone. */
function pinText(value: string): string {
  return pinSchema.safeParse(value).success ? m['pin.typed']() : m['pin.setAt']({ time: formatMoment(value) });
}

function codeLabel(field: TableField): (value: string) => string {
  return (value) => settings.value(TABLE_OF[field]).find(({ code }) => code === value)?.label ?? value;
}

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
  title: codeLabel('title'),
  jobCategory: codeLabel('jobCategory'),
  userGroup: codeLabel('userGroup'),
  preferredLanguage: codeLabel('preferredLanguage'),
  pin: pinText,
  ...eachLetter(letterText),
};

const CHOICES: Partial<Record<FieldName, readonly string[]>> = {
  recordType: RECORD_TYPES,
  gender: GENDERS,
  status: STATUSES,
};

/** A code that the table no longer offers, or never had, stays what it is until another is chosen. */
function codesOf(field: FieldName, recordType: RecordType, kept: readonly FieldValue[]): readonly string[] {
  if (!isTableField(field)) return CHOICES[field] ?? [];
  const codes = offeredRows(settings.value(TABLE_OF[field]), recordType).map(({ code }) => code);
  const others = kept.filter((code) => code !== null && code !== '' && !codes.includes(code));
  return [...new Set([...others, ...codes])].filter((code) => code !== null);
}

/** Options of a field with a code table; an absent value comes first where it is allowed. */
export function choicesOf(
  field: FieldName,
  recordType: RecordType,
  kept: readonly FieldValue[],
): { value: string; label: string }[] {
  const options = codesOf(field, recordType, kept).map((value) => ({ value, label: valueText(field, value) }));
  const mayBeAbsent = FIELD_SCHEMAS[field].safeParse(null).success;
  return mayBeAbsent ? [{ value: '', label: m['record.choice.none']() }, ...options] : options;
}

/** What nothing means for a row or a list's mark: somebody took it away. */
function absentText(list: ListName, target: string): string {
  if (target === list) return '';
  return target.startsWith(`${list}:`) ? m['rows.deleted']() : m['rows.nobody']();
}

/** Which fields the feed leaves alone, and what it says instead. */
function handEditedText(value: unknown): string {
  const { data } = handEditedSchema.safeParse(value);
  const entries = Object.entries(data ?? {}).map(([field, { feed }]) => {
    const label = fieldLabel(field);
    return feed === null
      ? m['protect.entry.empty']({ field: label })
      : m['protect.entry']({ field: label, value: valueText(field, feed) });
  });
  return formatList(entries);
}

/** A value of a field, or a row of a list (`phones`, `phones:<id>`), as a person reads it; empty text for an absent one. */
export function valueText(field: string, value: unknown): string {
  const list = listOf(field);
  if (value === null || value === undefined || value === '') return list === null ? '' : absentText(list, field);
  if (typeof value === 'boolean') return value ? m['users.yes']() : m['users.no']();
  if (typeof value === 'string') return CODED[field]?.(value) ?? value;
  if (typeof value === 'object' && list !== null) return rowWords(list, value);
  if (field === 'handEdited') return handEditedText(value);
  return researcherText(value) ?? JSON.stringify(value);
}
