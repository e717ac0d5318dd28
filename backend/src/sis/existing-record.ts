import type { AccountType } from '../contract/codes.js';
import type { HandEdited } from '../contract/ownership.js';
import type { RecordLists as AllLists, RowOf } from '../users/record-lists.js';
import type { Fields } from '../users/rules.js';

export type Phone = RowOf['phones'];
export type Address = RowOf['addresses'];
export type Identifier = RowOf['identifiers'];
export type Note = RowOf['notes'];

/** The lists of a record that a feed fills; roles are never the feed's to give. */
export const LIST_NAMES = ['emails', 'phones', 'addresses', 'identifiers', 'notes'] as const;
export type ListName = (typeof LIST_NAMES)[number];
export type RecordLists = Pick<AllLists, ListName>;

/** A record as it stands in the database, with all that a feed may change. */
export interface ExistingRecord {
  id: string;
  version: number;
  primaryIdKey: string;
  accountType: AccountType;
  externalId: string | null;
  fields: Fields;
  handEdited: HandEdited;
  statusDate: string;
  isResearcher: boolean;
  /** A researcher record makes somebody a researcher, whatever a feed says. */
  hasResearcherRecord: boolean;
  lists: RecordLists;
}
