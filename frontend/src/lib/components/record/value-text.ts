import { ACCOUNT_TYPES, EMAIL_TYPES, GENDERS, RECORD_TYPES, STATUSES, type EmailType } from '#contract/codes.ts';
import { ROLE_CODES } from '#contract/permissions.ts';
import { FIELD_SCHEMAS, type FieldName } from '#contract/users.ts';
import { formatDay, formatList, formatMoment } from '#lib/i18n/format.ts';
import { accountTypeLabel, recordTypeLabel, statusLabel } from '#lib/i18n/labels.ts';
import { m } from '#lib/paraglide/messages.js';

function oneOf<T extends string>(codes: readonly T[], value: string): T | undefined {
  return codes.find((code) => code === value);
}

/** The label of a code, or the code itself where an institution keeps codes of its own. */
function labelled<T extends string>(codes: readonly T[], label: (code: T) => string): (value: string) => string {
  return (value) => {
    const code = oneOf(codes, value);
    return code === undefined ? value : label(code);
  };
}

export const roleLabel = labelled(ROLE_CODES, (code) => m[`role.${code}`]());

export function emailTypeLabel(type: EmailType): string {
  return m[`emailType.${type}`]();
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

function textIn(row: object, key: string): string {
  const value: unknown = Object.entries(row).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : '';
}

function textsIn(row: object, key: string): string[] {
  const value: unknown = Object.entries(row).find(([name]) => name === key)?.[1];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** One row of a list (an e-mail, an address, a role) in one line. */
const ROWS: Record<string, (row: object) => string> = {
  emails: (row) => {
    const types = textsIn(row, 'types').map(labelled(EMAIL_TYPES, emailTypeLabel));
    return [textIn(row, 'address'), types.length > 0 ? `(${formatList(types)})` : ''].join(' ').trim();
  },
  phones: (row) => textIn(row, 'number'),
  addresses: (row) => {
    const parts = [...textsIn(row, 'lines'), textIn(row, 'postalCode'), textIn(row, 'city'), textIn(row, 'country')];
    return parts.filter(Boolean).join(', ');
  },
  identifiers: (row) => `${textIn(row, 'type')}: ${textIn(row, 'value')}`,
  notes: (row) => textIn(row, 'text'),
  roles: (row) => [roleLabel(textIn(row, 'role')), textIn(row, 'scope')].filter(Boolean).join(', '),
};

/** A value of a field or a list's row as a person reads it; empty text for an absent one. */
export function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? m['users.yes']() : m['users.no']();
  if (typeof value === 'string') return CODED[field]?.(value) ?? value;
  if (typeof value === 'object') return ROWS[field]?.(value) ?? JSON.stringify(value);
  return JSON.stringify(value);
}
