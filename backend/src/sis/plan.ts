import type { FieldChange } from '../contract/changes.js';
import type { AccountType, RecordType } from '../contract/codes.js';
import type { NameDisplay } from '../contract/names.js';
import type { HandEdited } from '../contract/ownership.js';
import type { Facets } from '../platform/database/change-log.js';
import { identifierKey } from '../users/keys.js';
import { recordName } from '../users/record-fields.js';
import { checkRecord, type Fields } from '../users/rules.js';
import { type Rejection, quoted } from './element-reader.js';
import { type ExistingRecord, LIST_NAMES, type ListName, type RecordLists } from './existing-record.js';
import { elementOf } from './feed-fields.js';
import type { FeedIdentifier, FeedUser } from './feed-user.js';
import { nextFields } from './plan-fields.js';
import { compareRows, type ListPlan, rowChanges } from '../users/list-plan.js';
import { AWAITING_FEED } from '../users/plan-save.js';
import { identifierOwnerKey, nextLists, type RowContext } from './plan-lists.js';

/** What the integration profile says about its users; the file has no say in it. */
export interface Profile {
  recordType: RecordType;
  accountType: AccountType;
  externalId: string | null;
}

export type ListPlans = { [Name in ListName]: ListPlan<RecordLists[Name][number]> };

/** A record as it is to be written, and what the history says about it. */
export interface PlannedRecord {
  id: string;
  version: number;
  accountType: AccountType;
  externalId: string | null;
  fields: Fields;
  handEdited: HandEdited;
  statusDate: string;
  isResearcher: boolean;
  lists: ListPlans;
  recordName: string;
  facets: Facets;
  changes: FieldChange[];
}

export type UserPlan =
  | { kind: 'created' | 'updated'; record: PlannedRecord }
  | { kind: 'unchanged'; id: string }
  | { kind: 'rejected'; rejections: Rejection[] };

export interface PlanContext extends RowContext {
  profile: Profile;
  /** The institution's calendar day: dates a change of status. */
  today: string;
  /** Owner of every identifier that this or an earlier record wants, by `ownerKeyOf`. */
  owners: Map<string, string>;
  /** Are identifiers unique across types, the primary one included (S096)? */
  exclusive: boolean;
  /** How the institution shows names: the history keeps them so. */
  nameDisplay: NameDisplay;
}

/** The key an identifier has in `owners`. */
export function ownerKeyOf(row: { type: string; value: string }, exclusive: boolean): string {
  return exclusive ? identifierKey(row.value) : identifierOwnerKey(row);
}

const NO_LISTS: RecordLists = { emails: [], phones: [], addresses: [], identifiers: [], notes: [] };

function rejection(user: FeedUser, field: string, code: string, detail: string): Rejection {
  return { line: user.line, field, code, detail };
}

/** Internal users are never touched, and a profile of internal users only adds (import). */
function refuseAccount(user: FeedUser, existing: ExistingRecord | null, profile: Profile): Rejection[] {
  if (existing === null) return [];
  const who = quoted(user.primaryId);
  if (existing.accountType !== 'EXTERNAL') {
    return [rejection(user, 'primary_id', 'user.internal', `${who} is an internal user; feeds never change those.`)];
  }
  if (profile.accountType === 'EXTERNAL') return [];
  return [rejection(user, 'primary_id', 'user.exists', `${who} exists as an external user.`)];
}

/** The primary identifier may be somebody else's additional one, unless identifiers are unique across types (S096). */
function refusePrimary(user: FeedUser, id: string, { owners, exclusive }: PlanContext): Rejection[] {
  const owner = exclusive ? owners.get(identifierKey(user.primaryId)) : id;
  if (owner === undefined || owner === id) return [];
  return [
    rejection(user, 'primary_id', 'identifier.taken', `${quoted(user.primaryId)} is an identifier of another user.`),
  ];
}

/**
 * An identifier belongs to one user in the institution, and stands once in it: under one type, and not as the primary
 * identifier once more (S095).
 * @param kept rows of the user that are not the feed's
 */
function refuseIdentifiers(
  user: FeedUser,
  id: string,
  kept: readonly FeedIdentifier[],
  context: PlanContext,
): Rejection[] {
  const primaryKey = identifierKey(user.primaryId);
  const types = new Map(kept.map((row) => [identifierKey(row.value), row.type]));
  const own = new Set<string>();
  return user.identifiers.flatMap((row) => {
    const key = identifierKey(row.value);
    const owner = context.owners.get(ownerKeyOf(row, context.exclusive)) ?? id;
    const repeated = own.has(key) || (types.get(key) ?? row.type) !== row.type;
    own.add(key);
    const what = `${quoted(row.value)} (type ${row.type})`;
    if (owner !== id) {
      return [rejection(user, 'user_identifier', 'identifier.taken', `${what} belongs to another user.`)];
    }
    if (repeated) {
      return [rejection(user, 'user_identifier', 'identifier.repeated', `${what} stands in the record twice.`)];
    }
    if (key !== primaryKey) return [];
    const detail = `${what} is the primary identifier as well.`;
    return [rejection(user, 'user_identifier', 'identifier.is-primary-id', detail)];
  });
}

/** Names may be empty in a feed: which fields are mandatory is a rule for adding by hand. */
function refuseFields(user: FeedUser, fields: Fields, today: string): Rejection[] {
  return checkRecord(fields, today)
    .filter(({ code }) => code !== 'field.required')
    .map(({ path, code }) => {
      const field = elementOf(path);
      return rejection(user, field, code, `${field} does not fit the other dates of the record.`);
    });
}

function compareLists(before: RecordLists, after: RecordLists): ListPlans {
  return {
    emails: compareRows(before.emails, after.emails),
    phones: compareRows(before.phones, after.phones),
    addresses: compareRows(before.addresses, after.addresses),
    identifiers: compareRows(before.identifiers, after.identifiers),
    notes: compareRows(before.notes, after.notes),
  };
}

function listChanges(lists: ListPlans): FieldChange[] {
  return LIST_NAMES.flatMap((list) => rowChanges<{ id: string }>(list, lists[list]));
}

type Scalars = Record<string, unknown>;

function scalarChanges(before: Scalars, after: Scalars): FieldChange[] {
  return Object.keys(after)
    .filter((field) => (before[field] ?? null) !== (after[field] ?? null))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] }));
}

type ScalarParts = Pick<PlannedRecord, 'fields' | 'externalId' | 'handEdited' | 'statusDate' | 'isResearcher'>;

function scalarsOf({ fields, externalId, handEdited, statusDate, isResearcher }: ScalarParts): Scalars {
  return { ...fields, externalId, handEdited, statusDate, isResearcher };
}

function facetsOf(recordType: RecordType, accountType: AccountType, fields: Fields): Facets {
  return {
    recordType,
    accountType,
    status: fields.status === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE',
    unit: fields.campusCode,
  };
}

function planNew(user: FeedUser, id: string, context: PlanContext): UserPlan {
  const { recordType, accountType, externalId } = context.profile;
  const { fields, handEdited } = nextFields(user, recordType, null);
  const rejections = refuseFields(user, fields, context.today);
  if (rejections.length > 0) return { kind: 'rejected', rejections };
  const lists = compareLists(NO_LISTS, nextLists(NO_LISTS, user, context));
  const isResearcher = user.isResearcher ?? false;
  const changes = [
    ...scalarChanges({}, { ...fields, accountType, externalId }),
    ...(isResearcher ? [{ field: 'isResearcher', before: null, after: true }] : []),
    ...listChanges(lists),
  ];
  const scalars = { accountType, externalId, fields, handEdited, statusDate: context.today, isResearcher };
  const facets = facetsOf(recordType, accountType, fields);
  const name = recordName(fields, context.nameDisplay);
  const record = { id, version: 1, ...scalars, lists, recordName: name, facets, changes };
  return { kind: 'created', record };
}

function planExisting(user: FeedUser, existing: ExistingRecord, context: PlanContext): UserPlan {
  const { fields, handEdited } = nextFields(user, context.profile.recordType, existing);
  const rejections = refuseFields(user, fields, context.today);
  if (rejections.length > 0) return { kind: 'rejected', rejections };
  const lists = compareLists(existing.lists, nextLists(existing.lists, user, context));
  const isResearcher = existing.hasResearcherRecord || (user.isResearcher ?? existing.isResearcher);
  const statusDate = fields.status === existing.fields.status ? existing.statusDate : context.today;
  // The feed that comes to a record given to it takes it on (S081).
  const externalId = existing.externalId === AWAITING_FEED ? context.profile.externalId : existing.externalId;
  const scalars = { fields, externalId, handEdited, statusDate, isResearcher };
  const changes = [...scalarChanges(scalarsOf(existing), scalarsOf(scalars)), ...listChanges(lists)];
  if (changes.length === 0) return { kind: 'unchanged', id: existing.id };
  const { id, accountType } = existing;
  const version = existing.version + 1;
  const facets = facetsOf(context.profile.recordType, accountType, fields);
  const name = recordName(fields, context.nameDisplay);
  const record = { id, version, accountType, ...scalars, lists, recordName: name, facets, changes };
  return { kind: 'updated', record };
}

/** Later records of the feed see the identifiers as this one leaves them. */
function claim(record: PlannedRecord, { owners, exclusive }: PlanContext): void {
  const { added, changed, removed } = record.lists.identifiers;
  for (const row of removed) owners.delete(ownerKeyOf(row, exclusive));
  for (const row of [...added, ...changed.map(({ after }) => after)]) {
    owners.set(ownerKeyOf(row, exclusive), record.id);
  }
  if (exclusive) owners.set(identifierKey(record.fields.primaryId ?? ''), record.id);
}

/** Decides what becomes of one user of the feed. Pure, but for the identifiers it claims in the context. */
export function planUser(user: FeedUser, existing: ExistingRecord | null, context: PlanContext): UserPlan {
  const id = existing?.id ?? context.newId();
  const kept = (existing?.lists.identifiers ?? []).filter(({ external }) => !external);
  const rejections = [
    ...refuseAccount(user, existing, context.profile),
    ...refusePrimary(user, id, context),
    ...refuseIdentifiers(user, id, kept, context),
  ];
  if (rejections.length > 0) return { kind: 'rejected', rejections };
  const plan = existing === null ? planNew(user, id, context) : planExisting(user, existing, context);
  if (plan.kind === 'created' || plan.kind === 'updated') claim(plan.record, context);
  return plan;
}
