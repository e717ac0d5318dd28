import type { AccountType, RecordType, Status } from '../contract/codes.js';
import type { HandEdited } from '../contract/ownership.js';
import type { Fields } from './rules.js';

/** A record whose row is taken: everything of it that a write may change. */
export type TakenRecord = Fields & {
  id: string;
  version: number;
  primaryId: string;
  recordType: RecordType;
  accountType: AccountType;
  externalId: string | null;
  status: Status;
  /** Calendar day. */
  statusDate: string;
  /** Codes of the letters this user opted out of. */
  lettersOut: string[];
  isResearcher: boolean;
  handEdited: HandEdited;
  /** ISO time. */
  updatedAt: string;
  /** As text: a token is compared, never counted with. */
  lockId: string | null;
  /** What follows from names and identifier; there once one of them has changed. */
  derived?: { primaryIdKey: string; sortName: string; nameSearch: string };
};
