import type { ListName } from '#contract/list-rows.ts';
import type { FieldConflict } from '#contract/problems.ts';
import { formatDay, formatList } from '#lib/i18n/format.ts';
import { fieldLabel } from '#lib/i18n/labels.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Draft } from '#lib/record/draft.ts';
import { draftRows, listOf, rowKey } from '#lib/record/draft-rows.ts';
import { countryLabel } from './countries.ts';
import { contactTypeLabel, identifierTypeLabel, noteTypeLabel, roleLabel, type ContactList } from './code-labels.ts';

/** Rows as a change or a conflict carries them: their parts are looked at one by one. */
type Parts = Partial<Record<string, unknown>>;

function text(row: Parts, key: string): string {
  const value = row[key];
  return typeof value === 'string' ? value : '';
}

function texts(row: Parts, key: string): string[] {
  const value = row[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string' && item !== '') : [];
}

function when(row: Parts, key: string, label: string): string {
  const day = text(row, key);
  return day === '' ? '' : `${label} ${formatDay(day)}`;
}

function flag(row: Parts, key: string, label: string): string {
  return row[key] === true ? label : '';
}

const SHORT: Record<ListName, (row: Parts) => string> = {
  emails: (row) => text(row, 'address'),
  phones: (row) => text(row, 'number'),
  addresses: (row) => {
    const parts = [
      ...texts(row, 'lines'),
      text(row, 'postalCode'),
      text(row, 'city'),
      countryLabel(text(row, 'country')),
    ];
    return parts.filter(Boolean).join(', ');
  },
  identifiers: (row) => `${identifierTypeLabel(text(row, 'type'))}: ${text(row, 'value')}`,
  notes: (row) => text(row, 'text'),
  roles: (row) => [roleLabel(text(row, 'role')), text(row, 'scope')].filter(Boolean).join(', '),
};

function typesOf(list: ContactList, row: Parts): string {
  const types = texts(row, 'types').map((type) => contactTypeLabel(list, type));
  return types.length > 0 ? `(${formatList(types)})` : '';
}

function activity(row: Parts): string {
  return row.active === false ? m['rows.active.no']() : '';
}

const MORE: Record<ListName, (row: Parts) => string[]> = {
  emails: (row) => [text(row, 'description')],
  phones: (row) => [flag(row, 'preferredSms', m['rows.field.preferredSms']())],
  addresses: (row) => [
    text(row, 'stateProvince'),
    text(row, 'note'),
    when(row, 'startDate', m['rows.field.startDate']()),
    when(row, 'endDate', m['rows.field.endDate']()),
  ],
  identifiers: (row) => [text(row, 'note'), activity(row)],
  notes: (row) => [
    noteTypeLabel(text(row, 'type')),
    flag(row, 'userViewable', m['rows.field.userViewable']()),
    flag(row, 'popup', m['rows.field.popup']()),
  ],
  roles: (row) => [
    when(row, 'expiryDate', m['rows.field.expiryDate']()),
    activity(row),
    flag(row, 'fromDirectory', m['rows.fromDirectory']()),
  ],
};

/** One row in short: what tells it from the others. */
export function rowText(list: ListName, row: object): string {
  return SHORT[list](row);
}

/** One row with everything that is said about it. */
export function rowWords(list: ListName, row: object): string {
  const parts = row as Parts;
  const types = list === 'emails' || list === 'phones' || list === 'addresses' ? typesOf(list, parts) : '';
  const first = [rowText(list, row), types].filter(Boolean).join(' ');
  const common = [
    flag(parts, 'preferred', m['rows.field.preferred']()),
    flag(parts, 'external', m['rows.external.yes']()),
  ];
  return [first, ...MORE[list](parts), ...common].filter(Boolean).join(' · ');
}

const LONGEST = 40;

/** "Phone +47 1": a row by its kind and its text. */
export function rowLabel(list: ListName, row: object): string {
  const whole = rowText(list, row);
  const letters = Array.from(whole);
  const short = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : whole;
  return m['rows.of']({ kind: m[`rows.one.${list}`](), text: short });
}

/** What is unsaved, or refused, by its name: a field, a row (`phones:<id>`) or a list. */
export function targetLabel(draft: Draft, target: string): string {
  const list = listOf(target);
  if (list === null || target === list) return fieldLabel(target);
  const entry = draftRows(draft.rows, draft.server, list).find(({ id }) => rowKey(list, id) === target);
  return entry === undefined ? m[`rows.one.${list}`]() : rowLabel(list, entry.row);
}

/** What a conflict is about. */
export function conflictLabel({ field, base, mine, theirs }: FieldConflict): string {
  const list = listOf(field);
  if (list === null) return fieldLabel(field);
  if (!field.startsWith(`${list}:`)) {
    const mark = field.endsWith('Sms') ? m['rows.field.preferredSms']() : m['rows.field.preferred']();
    return m['rows.merge.flag']({ list: fieldLabel(list), flag: mark });
  }
  const row = [base, theirs, mine].find((value): value is object => typeof value === 'object' && value !== null);
  return row === undefined ? m[`rows.one.${list}`]() : rowLabel(list, row);
}

/** The field of a row an error is about. */
export function rowFieldLabel(field: string): string {
  const labels: Partial<Record<string, () => string>> = {
    types: m['rows.field.types'],
    type: m['rows.field.type'],
    address: m['rows.field.address'],
    description: m['rows.field.description'],
    number: m['rows.field.number'],
    lines: m['rows.field.lines'],
    endDate: m['rows.field.endDate'],
    postalCode: m['rows.field.postalCode'],
    country: m['rows.field.country'],
    value: m['rows.field.value'],
    note: m['rows.field.note'],
    text: m['rows.field.text'],
    external: m['rows.field.external'],
    role: m['rows.field.role'],
    scope: m['rows.field.scope'],
  };
  return labels[field]?.() ?? '';
}
