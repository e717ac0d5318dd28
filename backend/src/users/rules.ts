import type { NameParts } from '../contract/names.js';
import type { FieldError } from '../contract/problems.js';
import type { FieldName, FieldValue } from '../contract/users.js';
import { isEditable } from '../contract/users.js';
import { identifierKey } from './keys.js';

/** The scalar fields of a record, as the rules look at them. */
export type Fields = Record<FieldName, FieldValue>;

const NAME_PAIRS = [
  ['prefFirstName', 'firstName'],
  ['prefMiddleName', 'middleName'],
  ['prefLastName', 'lastName'],
] as const satisfies readonly (readonly [keyof NameParts, keyof NameParts])[];

/**
 * When only some preferred parts are given, the others are filled from the main name (S040). Without any
 * preferred part there is no preferred name, and nothing is filled.
 */
export function fillPreferredName<T extends NameParts>(name: T): T {
  if (NAME_PAIRS.every(([preferred]) => name[preferred] === null)) return name;
  const filled = { ...name };
  for (const [preferred, main] of NAME_PAIRS) filled[preferred] = name[preferred] ?? name[main];
  return filled;
}

/**
 * A preferred name that is the main name once more follows it when the main name changes; one that differs, or that
 * is changed at the same time, stays (S041).
 */
export function followMainName(before: Fields, next: Fields): Fields {
  const had = NAME_PAIRS.some(([preferred]) => before[preferred] !== null);
  const same = NAME_PAIRS.every(([preferred, main]) => before[preferred] === before[main]);
  const touched = NAME_PAIRS.some(([preferred]) => before[preferred] !== next[preferred]);
  if (!had || !same || touched) return next;
  const followed = { ...next };
  for (const [preferred, main] of NAME_PAIRS) followed[preferred] = next[main];
  return followed;
}

/** Fields the record cannot do without, whatever an administrator makes mandatory besides (S044). */
const MANDATORY: readonly FieldName[] = ['primaryId', 'recordType', 'status'];

function isMissing(fields: Fields, field: FieldName): boolean {
  const value = fields[field];
  // An identifier of nothing but invisible characters would be compared as an empty one.
  return value === null || value === '' || (field === 'primaryId' && identifierKey(value) === '');
}

function datesInOrder(fields: Fields): FieldError[] {
  const errors: FieldError[] = [];
  const before = (early: FieldName, late: FieldName, code: string): void => {
    const [from, to] = [fields[early], fields[late]];
    if (from !== null && to !== null && to < from) errors.push({ path: late, code });
  };
  before('birthDate', 'expiryDate', 'date.before-birth');
  before('expiryDate', 'purgeDate', 'date.before-expiry');
  if (fields.expiryDate === null) before('birthDate', 'purgeDate', 'date.before-birth');
  return errors;
}

/**
 * What is wrong with a record as a whole; `today` is the institution's calendar day.
 * @param names what this record must have besides what every record must have
 */
export function checkRecord(fields: Fields, today: string, names: readonly FieldName[] = []): FieldError[] {
  const errors = [...names, ...MANDATORY]
    .filter((field) => isMissing(fields, field))
    .map((path): FieldError => ({ path, code: 'field.required' }));
  if (fields.birthDate !== null && fields.birthDate > today) {
    errors.push({ path: 'birthDate', code: 'date.in-future' });
  }
  return [...errors, ...datesInOrder(fields)];
}

/** Fields a person may not edit by hand on an account of this type (S078). */
export function checkEditable(fields: readonly FieldName[], accountType: string): FieldError[] {
  return fields
    .filter((field) => !isEditable(field, accountType))
    .map((path) => ({ path, code: 'field.owned-by-feed' }));
}
