import type { FieldChange } from '../contract/changes.js';
import type { Facets } from '../platform/database/change-log.js';
import type { NameDisplay } from '../contract/names.js';
import { displayName } from '../contract/names.js';
import type { FieldName } from '../contract/users.js';
import { FIELD_NAMES } from '../contract/users.js';
import { identifierKey, nameSearch, sortName } from './keys.js';
import type { Fields } from './rules.js';
import type { TakenRecord } from './taken-record.js';

/** The scalar fields of a wider object. */
export function pickFields<T extends Fields>(values: T): Pick<T, FieldName> {
  return Object.fromEntries(FIELD_NAMES.map((field) => [field, values[field]])) as Pick<T, FieldName>;
}

const DERIVED_FROM: readonly FieldName[] = [
  'primaryId',
  'firstName',
  'middleName',
  'lastName',
  'prefFirstName',
  'prefMiddleName',
  'prefLastName',
];

/** Columns that follow from others: what identifiers, sorting and search compare. */
export function derivedKeys(fields: Fields): { primaryIdKey: string; sortName: string; nameSearch: string } {
  return {
    primaryIdKey: identifierKey(fields.primaryId ?? ''),
    sortName: sortName(fields),
    nameSearch: nameSearch(fields),
  };
}

/**
 * Writes the fields that differ into the record, with all that follows from them, and returns what changed.
 * `today` dates a change of status (S050).
 */
export function writeFields(record: TakenRecord, next: Fields, today: string): FieldChange[] {
  const before = pickFields<Fields>(record);
  const changed = FIELD_NAMES.filter((field) => before[field] !== next[field]);
  if (changed.length === 0) return [];
  const changes: FieldChange[] = changed.map((field) => ({ field, before: before[field], after: next[field] }));
  Object.assign(record, next);
  if (changed.includes('status') && record.statusDate !== today) {
    changes.push({ field: 'statusDate', before: record.statusDate, after: today });
    record.statusDate = today;
  }
  if (changed.some((field) => DERIVED_FROM.includes(field))) record.derived = derivedKeys(next);
  return changes;
}

/** What the record counts as in totals and dashboards. */
export function facetsOf(record: Omit<Facets, 'unit'> & { campusCode: string | null }): Facets {
  const { recordType, accountType, status, campusCode: unit } = record;
  return { recordType, accountType, status, unit };
}

/** The name a change is logged under: as the institution shows it at that moment (S024). */
export function recordName(fields: Fields, display: NameDisplay): string {
  return displayName(fields, display) || (fields.primaryId ?? '');
}
