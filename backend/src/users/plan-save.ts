import type { AccountType, RecordType } from '../contract/codes.js';
import type { Letters } from '../contract/letters.js';
import type { ListName, RowOperation } from '../contract/list-rows.js';
import type { HandEdited } from '../contract/ownership.js';
import type { FieldConflict, FieldError } from '../contract/problems.js';
import type { Operation, SetField } from '../contract/users.js';
import { isField } from '../contract/users.js';
import { applyRows } from './apply-rows.js';
import { checkCodes } from './code-rules.js';
import { givenBack, isFeeds, nextHandEdited } from './hand-edited.js';
import type { Institution } from './institution.js';
import { pickLetters } from './letters.js';
import type { ListOwner } from './list-rules.js';
import { checkLists, checkOwnership } from './list-rules.js';
import type { LoggedChange } from './merge.js';
import { namesToKeep } from './mandatory-rules.js';
import { findConflicts, foreignChanges } from './merge.js';
import { findRowConflicts, foreignRows } from './merge-rows.js';
import { checkPatterns } from './pattern-rules.js';
import type { RecordLists } from './record-lists.js';
import type { Fields } from './rules.js';
import { pickFields } from './record-fields.js';
import { checkEditable, checkRecord, fillPreferredName, followMainName } from './rules.js';

/** A record as it is, or as it will be. `lists` is null when the save has nothing to do with them. */
export interface RecordState {
  fields: Fields;
  accountType: AccountType;
  externalId: string | null;
  letters: Letters;
  /** When the PIN was set: ISO time, or null for none. */
  pin: string | null;
  /** Fields the feed leaves alone, with what it says instead. */
  handEdited: HandEdited;
  lists: RecordLists | null;
}

export interface SaveContext {
  /** Calendar day `YYYY-MM-DD`. */
  today: string;
  /** ISO time. */
  now: string;
  writer: string;
  writerId: string | null;
  byDirectory: boolean;
  /** The institution's rules, if the writer is bound by them. */
  institution: Institution | null;
}

export interface SavePlan {
  next: RecordState;
  conflicts: FieldConflict[];
  errors: FieldError[];
}

/** The owner that marks a record for the next synchronisation (S081). */
export const AWAITING_FEED = 'SIS_temp';

const fieldOperations = (operations: readonly Operation[]): SetField[] =>
  operations.filter((operation) => operation.op === 'set');
const rowOperations = (operations: readonly Operation[]): RowOperation[] =>
  operations.filter((operation) => operation.op !== 'set');

/** Do these operations touch the lists, or fields the lists' rules depend on? */
export function concernsLists(operations: readonly Operation[]): boolean {
  return operations.some(
    (operation) => operation.op !== 'set' || ['recordType', 'primaryId', 'accountType'].includes(operation.field),
  );
}

/** What becomes of the rows when an account changes hands: identifiers go to the feed, everything comes back (S082). */
function handOver(lists: RecordLists, from: AccountType, to: AccountType): RecordLists {
  if (from === to) return lists;
  const owned = <T extends { external: boolean }>(rows: T[], external: boolean): T[] =>
    rows.map((row) => (row.external === external ? row : { ...row, external }));
  if (to === 'EXTERNAL') return { ...lists, identifiers: owned(lists.identifiers, true) };
  if (from !== 'EXTERNAL') return lists;
  return {
    ...lists,
    emails: owned(lists.emails, false),
    phones: owned(lists.phones, false),
    addresses: owned(lists.addresses, false),
    identifiers: owned(lists.identifiers, false),
    notes: owned(lists.notes, false),
  };
}

function ownerOf(before: RecordState, accountType: AccountType): string | null {
  if (accountType === before.accountType) return before.externalId;
  return accountType === 'EXTERNAL' ? AWAITING_FEED : null;
}

/** A feed may have brought what nobody may add by hand, such as a person without names; a save answers for its own. */
function newlyBroken(before: readonly FieldError[], after: readonly FieldError[]): FieldError[] {
  const known = new Set(before.map(({ path, code }) => `${path} ${code}`));
  return after.filter(({ path, code }) => !known.has(`${path} ${code}`));
}

function checkOwn(fields: Fields, { today, institution }: SaveContext): FieldError[] {
  return checkRecord(fields, today, namesToKeep(fields.recordType, institution));
}

/** What the institution refuses of that which the save brings; what was there before is not the save's to answer for. */
export function checkInstitution(
  before: RecordState | null,
  next: Pick<RecordState, 'fields' | 'lists'>,
  institution: Institution | null,
): FieldError[] {
  if (institution === null) return [];
  return [...checkPatterns(before, next, institution), ...checkCodes(before, next, institution)];
}

/**
 * What a save makes of a record, and what stands against it. Everything is said at once: all conflicts, all errors.
 * @param log what others changed after the save's base version, oldest first
 */
export function planSave(
  before: RecordState,
  operations: readonly Operation[],
  log: readonly LoggedChange[],
  context: SaveContext,
): SavePlan {
  const { accountType: ofType, letters, pin } = before;
  const current = { ...before.fields, ...letters, accountType: ofType, pin };
  const sets = givenBack(fieldOperations(operations), before.handEdited, log);
  const wanted = sets.filter(({ field, value }) => current[field] !== value);
  const values = { ...current, ...Object.fromEntries(wanted.map((set) => [set.field, set.value])) };
  const { accountType } = values;
  const followed = followMainName(before.fields, pickFields(values));
  const fields: Fields = { ...followed, ...fillPreferredName(followed) };
  // Whoever takes an account back, or gives it away, edits it in the same save as its owner.
  const owner = before.accountType === 'EXTERNAL' && accountType === 'EXTERNAL' ? 'EXTERNAL' : 'INTERNAL';
  const rows = planRows(before, rowOperations(operations), log, { ...context, owner, accountType, fields });
  const next: RecordState = {
    fields,
    accountType,
    externalId: ownerOf(before, accountType),
    letters: pickLetters(values),
    pin: values.pin === pin ? pin : context.now,
    handEdited: nextHandEdited(before, { fields, accountType }, context.now),
    lists: rows.lists,
  };
  const byHand = wanted.map(({ field }) => field).filter(isField);
  return {
    next,
    conflicts: [...findConflicts(sets, current, foreignChanges(log)), ...rows.conflicts],
    errors: [
      ...checkEditable(byHand, owner),
      ...newlyBroken(checkOwn(before.fields, context), checkOwn(fields, context)),
      ...rows.errors,
      // What goes back to the feed is the feed's to answer for: feeds know codes the institution does not offer.
      ...checkInstitution(before, next, context.institution).filter(({ path }) => !isFeeds(before, fields, path)),
    ],
  };
}

function planRows(
  before: RecordState,
  operations: readonly RowOperation[],
  log: readonly LoggedChange[],
  context: SaveContext & { owner: AccountType; accountType: AccountType; fields: Fields },
): { lists: RecordLists | null; conflicts: FieldConflict[]; errors: FieldError[] } {
  const { lists } = before;
  if (lists === null) return { lists: null, conflicts: [], errors: [] };
  const applied = applyRows(operations, lists, (list: ListName) => foreignRows(log, list), context);
  const next = handOver(applied.lists, before.accountType, context.accountType);
  const owner = (fields: Fields, accountType: AccountType): ListOwner => ({
    recordType: fields.recordType as RecordType,
    accountType,
    primaryId: fields.primaryId ?? '',
  });
  return {
    lists: next,
    conflicts: findRowConflicts(operations, lists, log),
    errors: [
      ...applied.errors,
      ...checkOwnership(operations, lists, context.owner),
      ...newlyBroken(
        checkLists(lists, owner(before.fields, before.accountType)),
        checkLists(next, owner(context.fields, context.accountType)),
      ),
    ],
  };
}
