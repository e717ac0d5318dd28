import { ACCOUNT_TYPES, RECORD_TYPES, STATUSES } from '#contract/codes.ts';
import { ROLE_CODES } from '#contract/permissions.ts';
import { SEARCH_FIELDS, STATUS_FILTERS, type ListQuery } from '#contract/user-list.ts';
import { roleLabel } from '#lib/components/record/code-labels.ts';
import { accountTypeLabel, recordTypeLabel, statusLabel } from '#lib/i18n/labels.ts';
import { m } from '#lib/paraglide/messages.js';
import type { FilterKey } from './list-url.ts';

export interface Option<T extends string = string> {
  value: T;
  label: string;
}

/** The value of a filter that does not narrow; it never reaches the URL. */
export const ANY = 'any';

export const SEARCH_OPTIONS: readonly Option<ListQuery['by']>[] = SEARCH_FIELDS.map((value) => ({
  value,
  label: m[`users.by.${value}`](),
}));

const any: Option = { value: ANY, label: m['users.filter.any']() };

function flags(key: 'researcher' | 'signInLocked' | 'held'): Option[] {
  return [
    { value: 'yes', label: m[`users.${key}.yes`]() },
    { value: 'no', label: m[`users.${key}.no`]() },
  ];
}

const OPTIONS: Record<FilterKey, readonly Option[]> = {
  role: [any, ...ROLE_CODES.map((value) => ({ value, label: roleLabel(value) }))],
  accountType: [any, ...ACCOUNT_TYPES.map((value) => ({ value, label: accountTypeLabel(value) }))],
  recordType: [any, ...RECORD_TYPES.map((value) => ({ value, label: recordTypeLabel(value) }))],
  status: STATUS_FILTERS.map((value) => ({ value, label: m[`users.status.${value}`]() })),
  flag: STATUSES.map((value) => ({ value, label: statusLabel(value) })),
  researcher: [any, ...flags('researcher')],
  signInLocked: flags('signInLocked'),
  held: flags('held'),
};

/** Filters with a control of their own; the others come with links from the dashboard and leave by their chip. */
export const SHOWN_FILTERS = ['role', 'accountType', 'status', 'recordType', 'researcher'] as const;

export function filterName(key: FilterKey): string {
  return m[`users.filter.${key}`]();
}

export function filterOptions(key: FilterKey, value: string): readonly Option[] {
  const options = OPTIONS[key];
  // A role of the neighbouring system can stand in a link; it must not look like no filter.
  return options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
}

export function filterValueLabel(key: FilterKey, value: string): string {
  return OPTIONS[key].find((option) => option.value === value)?.label ?? value;
}
