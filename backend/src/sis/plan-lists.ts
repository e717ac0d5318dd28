import type { Email } from '../contract/users.js';
import { emailKey, identifierKey } from '../users/keys.js';
import type { Address, Identifier, Note, Phone, RecordLists } from './existing-record.js';
import type { FeedAddress, FeedEmail, FeedIdentifier, FeedNote, FeedPhone, FeedUser } from './feed-user.js';
import { type ListRules, nextRows, settlePreferred } from './plan-list.js';

/** What rows a feed writes look like beyond what it sends. */
export interface RowContext {
  /** External for external users; every row of an internal user is internal. */
  external: boolean;
  newId: () => string;
  /** ISO time and name that a note without its own bears. */
  now: string;
  writer: string;
  /** The user behind that name. */
  writerId: string | null;
}

/** The key under which an identifier is unique in the institution. */
export function identifierOwnerKey(row: { type: string; value: string }): string {
  return `${row.type}\n${identifierKey(row.value)}`;
}

function phoneRules({ external, newId }: RowContext): ListRules<Phone, FeedPhone> {
  return {
    keyOf: (row) => row.number,
    build: (row, before) => ({ id: before?.id ?? newId(), ...row, external }),
    takesInternal: false,
  };
}

function emailRules({ external, newId }: RowContext): ListRules<Email, FeedEmail> {
  return {
    keyOf: (row) => emailKey(row.address),
    build: (row, before) => ({ id: before?.id ?? newId(), ...row, external }),
    takesInternal: false,
  };
}

/** An address has no name of its own: it is the same one as long as nobody moves. */
function addressKey(row: Address | FeedAddress): string {
  return JSON.stringify([row.lines, row.city, row.stateProvince, row.postalCode, row.country]);
}

function addressRules({ external, newId }: RowContext): ListRules<Address, FeedAddress> {
  return {
    keyOf: addressKey,
    build: (row, before) => ({ id: before?.id ?? newId(), ...row, external }),
    takesInternal: false,
  };
}

function identifierRules({ external, newId }: RowContext): ListRules<Identifier, FeedIdentifier> {
  return {
    keyOf: identifierOwnerKey,
    build: (row, before) => ({ id: before?.id ?? newId(), ...row, external }),
    takesInternal: true,
  };
}

function noteRules({ external, newId, now, writer, writerId }: RowContext): ListRules<Note, FeedNote> {
  return {
    keyOf: (row) => `${row.type}\n${row.text}`,
    // The writer and time of a note are its first appearance; a feed that repeats it writes no new note.
    build: ({ createdBy, ...row }, before) => ({
      id: before?.id ?? newId(),
      ...row,
      external,
      createdBy: before?.createdBy ?? createdBy ?? writer,
      createdById: before?.createdById ?? (before === null && createdBy === null ? writerId : null),
      createdAt: before?.createdAt ?? now,
    }),
    takesInternal: false,
  };
}

/** At most one telephone gets text messages; an internal choice stands before the feed's. */
function settleSms(phones: readonly Phone[]): Phone[] {
  const chosen = phones.find((row) => row.preferredSms && !row.external) ?? phones.find((row) => row.preferredSms);
  return phones.map((row) => (row.preferredSms && row !== chosen ? { ...row, preferredSms: false } : row));
}

/** All lists of the record as they are after the feed. */
export function nextLists(lists: RecordLists, user: FeedUser, context: RowContext): RecordLists {
  return {
    emails: settlePreferred(nextRows(lists.emails, user.emails, emailRules(context))),
    phones: settlePreferred(settleSms(nextRows(lists.phones, user.phones, phoneRules(context)))),
    addresses: settlePreferred(nextRows(lists.addresses, user.addresses, addressRules(context))),
    identifiers: nextRows(lists.identifiers, user.identifiers, identifierRules(context)),
    notes: nextRows(lists.notes, user.notes, noteRules(context)),
  };
}
