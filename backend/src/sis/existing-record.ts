import type { z } from 'zod';
import type { AccountType } from '../contract/codes.js';
import type { addressSchema, Email, identifierSchema, noteSchema, phoneSchema } from '../contract/users.js';
import type { Fields } from '../users/rules.js';

export type Phone = z.infer<typeof phoneSchema>;
export type Address = z.infer<typeof addressSchema>;
export type Identifier = z.infer<typeof identifierSchema>;
export type Note = z.infer<typeof noteSchema>;

/** The lists of a record that a feed fills, each with the rows as history and screens know them. */
export interface RecordLists {
  emails: Email[];
  phones: Phone[];
  addresses: Address[];
  identifiers: Identifier[];
  notes: Note[];
}
export type ListName = keyof RecordLists;
export const LIST_NAMES: readonly ListName[] = ['emails', 'phones', 'addresses', 'identifiers', 'notes'];

/** A record as it stands in the database, with all that a feed may change. */
export interface ExistingRecord {
  id: string;
  version: number;
  primaryIdKey: string;
  accountType: AccountType;
  externalId: string | null;
  fields: Fields;
  statusDate: string;
  isResearcher: boolean;
  lists: RecordLists;
}
