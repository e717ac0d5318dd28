import type { JobCounts, Reject } from '../contract/jobs.js';
import { identifierKey } from '../users/keys.js';
import { quoted } from './element-reader.js';
import type { ExistingRecord } from './existing-record.js';
import type { ReadUser } from './feed-user.js';
import { type PlanContext, planUser, type UserPlan } from './plan.js';

/** One user of the feed with its place: the ordinal counts over all files of the archive. */
export interface FeedItem {
  ordinal: number;
  file: string;
  read: ReadUser;
}

/** An existing record, and the place of the feed's record that came to it first, if one did. */
export interface StoredRecord extends ExistingRecord {
  seenAs: number | null;
}

export interface Outcome {
  item: FeedItem;
  plan: UserPlan;
}

export function keyOf(item: FeedItem): string | null {
  return 'user' in item.read ? identifierKey(item.read.user.primaryId) : null;
}

function reject(item: FeedItem, field: string, code: string, detail: string): Outcome {
  const line = 'user' in item.read ? item.read.user.line : item.read.unreadable.line;
  return { item, plan: { kind: 'rejected', rejections: [{ line, field, code, detail }] } };
}

/** How a report begins to name the holder of a record. */
export function heldBy(holder: string): string {
  return `The record is held by ${holder}`;
}

/** The outcome of a user whose record stayed held as long as the job could wait. */
export function held({ item }: Outcome, holder: string | undefined): Outcome {
  const detail = holder === undefined ? 'Somebody was writing the record.' : `${heldBy(holder)}.`;
  return reject(item, 'primary_id', 'record.locked', detail);
}

/** The outcome of a user whom somebody else added, or whose identifier they took, at the same moment. */
export function clashing({ item }: Outcome): Outcome {
  return reject(item, 'user_identifier', 'identifier.taken', 'An identifier of it was taken at the same moment.');
}

function repeated(item: FeedItem, primaryId: string): Outcome {
  const detail = `${quoted(primaryId)} stands in the feed before; its first record was used.`;
  return reject(item, 'primary_id', 'user.repeated', detail);
}

/**
 * Plans the users of a chunk one after the other, each as if those before it were written already, so that the
 * result does not depend on where a chunk ends.
 */
export function planChunk(
  items: readonly FeedItem[],
  stored: ReadonlyMap<string, StoredRecord>,
  context: PlanContext,
): Outcome[] {
  const taken = new Set<string>();
  return items.map((item) => {
    if ('unreadable' in item.read) {
      return { item, plan: { kind: 'rejected', rejections: item.read.unreadable.rejections } };
    }
    const { user } = item.read;
    const key = identifierKey(user.primaryId);
    const record = stored.get(key) ?? null;
    const seenAs = record?.seenAs ?? null;
    if (taken.has(key) || (seenAs !== null && seenAs !== item.ordinal)) {
      return repeated(item, user.primaryId);
    }
    const plan = planUser(user, record, context);
    if (plan.kind !== 'rejected') taken.add(key);
    return { item, plan };
  });
}

/** What a job counts of these outcomes. */
export function countOutcomes(outcomes: readonly Outcome[]): JobCounts {
  const of = (kind: UserPlan['kind']): number => outcomes.filter(({ plan }) => plan.kind === kind).length;
  return {
    processed: outcomes.length,
    rejected: of('rejected'),
    updated: of('updated'),
    created: of('created'),
    unchanged: of('unchanged'),
  };
}

/** The reasons of all rejected users, as a job keeps them. */
export function rejectsOf(outcomes: readonly Outcome[]): Omit<Reject, 'id'>[] {
  return outcomes.flatMap(({ item, plan }) => {
    if (plan.kind !== 'rejected') return [];
    const primaryId = 'user' in item.read ? item.read.user.primaryId : item.read.unreadable.primaryId;
    return plan.rejections.map((rejection) => ({ file: item.file, primaryId, ...rejection }));
  });
}
