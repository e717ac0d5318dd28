import type { AccountType, RecordType } from '../contract/codes.js';
import {
  ADDRESS_TYPES_BY_RECORD_TYPE,
  EMAIL_TYPES_BY_RECORD_TYPE,
  PHONE_TYPES_BY_RECORD_TYPE,
} from '../contract/codes.js';
import type { ListName, RowOperation } from '../contract/list-rows.js';
import { keepsEmail } from '../contract/mandatory.js';
import type { FieldError } from '../contract/problems.js';
import { identifierKey } from './keys.js';
import { sameContent } from './merge-rows.js';
import type { RecordLists, Row } from './record-lists.js';

/** The record whose lists are checked, as it will be after the save. */
export interface ListOwner {
  recordType: RecordType;
  accountType: AccountType;
  primaryId: string;
}

function at(list: ListName, row: { id: string }, field: string): string {
  return `${list}.${row.id}.${field}`;
}

/** Types that the record type does not have (S060, S062, S066). */
function wrongTypes(lists: RecordLists, recordType: RecordType): FieldError[] {
  const check = (
    list: 'emails' | 'phones' | 'addresses',
    rows: readonly { id: string; types: readonly string[] }[],
    allowed: readonly string[],
  ): FieldError[] =>
    rows
      .filter((row) => row.types.some((type) => !allowed.includes(type)))
      .map((row) => ({ path: at(list, row, 'types'), code: 'contact.type-not-allowed' }));
  return [
    ...check('emails', lists.emails, EMAIL_TYPES_BY_RECORD_TYPE[recordType]),
    ...check('phones', lists.phones, PHONE_TYPES_BY_RECORD_TYPE[recordType]),
    ...check('addresses', lists.addresses, ADDRESS_TYPES_BY_RECORD_TYPE[recordType]),
  ];
}

/** An identifier's value may stand once in a record, the primary identifier included (S095). */
function repeatedIdentifiers(lists: RecordLists, primaryId: string): FieldError[] {
  const seen = new Set([identifierKey(primaryId)]);
  return lists.identifiers.flatMap((row) => {
    const key = identifierKey(row.value);
    if (seen.has(key)) return [{ path: at('identifiers', row, 'value'), code: 'identifier.repeated' }];
    seen.add(key);
    return [];
  });
}

function repeatedRoles(lists: RecordLists): FieldError[] {
  const seen = new Set<string>();
  return lists.roles.flatMap((row) => {
    const key = `${row.role}\n${row.scope ?? ''}`;
    if (seen.has(key)) return [{ path: at('roles', row, 'role'), code: 'role.repeated' }];
    seen.add(key);
    return [];
  });
}

/** Contacts are addresses of suppliers: they have neither identifiers of their own nor roles. */
function notForContacts(lists: RecordLists, recordType: RecordType): FieldError[] {
  if (recordType !== 'CONTACT') return [];
  return [
    ...lists.identifiers.map((row) => ({ path: at('identifiers', row, 'type'), code: 'identifier.not-for-contacts' })),
    ...lists.roles.map((row) => ({ path: at('roles', row, 'role'), code: 'role.not-for-contacts' })),
  ];
}

/** What is wrong with the lists of a record as they would be. Staff and Public users keep an e-mail address (S072). */
export function checkLists(lists: RecordLists, owner: ListOwner): FieldError[] {
  return [
    ...wrongTypes(lists, owner.recordType),
    ...repeatedIdentifiers(lists, owner.primaryId),
    ...repeatedRoles(lists),
    ...notForContacts(lists, owner.recordType),
    ...(lists.emails.length > 0 || !keepsEmail(owner.recordType) ? [] : [{ path: 'emails', code: 'email.last-one' }]),
  ];
}

/** Of rows that are given all at once, one per kind can be preferred. */
export function checkFlags(lists: Partial<Record<ListName, readonly { preferred: boolean }[]>>): FieldError[] {
  return Object.entries(lists)
    .filter(([, rows]) => rows.filter(({ preferred }) => preferred).length > 1)
    .map(([path]) => ({ path, code: 'contact.several-preferred' }));
}

function isExternal(row: object | undefined): boolean {
  return row !== undefined && 'external' in row && row.external === true;
}

/**
 * What a person may not do to rows: touch those of an external user that the feed owns (S079), or make external
 * rows where there is no feed (S088).
 */
export function checkOwnership(
  operations: readonly RowOperation[],
  lists: RecordLists,
  accountType: AccountType,
): FieldError[] {
  return operations.flatMap((operation): FieldError[] => {
    const rows: readonly Row[] = lists[operation.list];
    const before = rows.find(({ id }) => id === operation.id);
    const path = `${operation.list}.${operation.id}`;
    if (accountType === 'EXTERNAL') {
      // Adding what is there already is a retry; adding something else under its id would change it.
      const isRetry = operation.op === 'add' && before !== undefined && sameContent(operation.row, before);
      return isExternal(before) && !isRetry ? [{ path, code: 'row.owned-by-feed' }] : [];
    }
    return operation.op !== 'remove' && isExternal(operation.row)
      ? [{ path: `${path}.external`, code: 'row.no-feed' }]
      : [];
  });
}
