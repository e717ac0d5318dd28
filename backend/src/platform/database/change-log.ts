import type { AccountType, RecordType, Status } from '../../contract/codes.js';
import type { ChangeAction, FieldChange } from '../../contract/changes.js';
import type { Actor } from './actor.js';
import { ProblemError } from '../http/problem.js';
import { isoTime } from './iso-time.js';
import { databaseFailure, SQLSTATE } from './sqlstate.js';
import { asParts, type Statement } from './statement.js';
import type { Unit } from './unit-of-work.js';

/** What a unit of work did to one record. */
export interface LogEntry {
  recordId: string;
  /** The record's version after the change; unchanged where only signing in is concerned, which is no part of the record. */
  version: number;
  action: ChangeAction;
  recordName: string;
  /** What the record counts as after the change (before it, for a deletion): totals are folded from these. */
  facets: Facets;
  fields: readonly FieldChange[];
  /** Seq of the entry this one puts back. */
  restoredFrom?: number | undefined;
}

export interface Facets {
  recordType: RecordType;
  accountType: AccountType;
  status: Status;
  /** The campus code: the unit that decides who sees the change (docs/decisions/units.md). */
  unit: string | null;
}

/** True, or a division by zero: a refusal that is only seen after the commit was sent would come too late. */
const IS_THERE = `1 / (select count(*) from actor) = 1`;

/**
 * Draws as many sequence numbers as there are entries and writes them. The counter row stays locked until commit,
 * so numbers are dense and in commit order; that is why this is the last statement of its transaction. The actor's
 * own row is held first: for somebody who was deleted meanwhile the statement fails.
 */
const APPEND = `actor as (select from users where id = $3::uuid for key share),
drawn as (update change_counter set seq = seq + $1
  where stream = 'users' and case when $3::uuid is null then true else ${IS_THERE} end returning seq)
insert into change_log (seq, record_id, version, action, record_name, actor_id, actor, source, job_id,
  record_type, account_type, status, unit, fields, restored_from)
select drawn.seq - $1 + entry.at, (entry.value ->> 'recordId')::uuid, (entry.value ->> 'version')::int,
  entry.value ->> 'action', entry.value ->> 'recordName', $3::uuid, $4, $5, $6::uuid,
  entry.value #>> '{facets,recordType}', entry.value #>> '{facets,accountType}', entry.value #>> '{facets,status}',
  entry.value #>> '{facets,unit}',
  entry.value -> 'fields', (entry.value ->> 'restoredFrom')::bigint
from drawn, jsonb_array_elements($2::jsonb) with ordinality as entry (value, at)
returning seq::int as seq, ${isoTime('at')} as at`;

/** Where an entry stands in the log, and since when. */
interface Place {
  seq: number;
  /** ISO time. */
  at: string;
}
/** An entry as the log has it. */
export type AppendedEntry = LogEntry & Place & { actor: Actor };

/** Holds the actor of a write that changes no user, to the same end. */
const HOLD_ACTOR = `with actor as (select from users where id = $1 for key share) select where ${IS_THERE}`;

/**
 * Appends the entries, and does what else belongs to the end of the transaction, in one statement.
 * @returns the entries in their order
 * @throws ProblemError `session.required` when the actor was deleted meanwhile
 */
export async function appendChanges(
  unit: Pick<Unit, 'sql' | 'actor'>,
  entries: readonly LogEntry[],
  others: readonly Statement[],
): Promise<AppendedEntry[]> {
  const { actor } = unit;
  const own = [entries.length, JSON.stringify(entries), actor.id, actor.name, actor.source, actor.jobId];
  const { parts, parameters } = asParts(others, own.length);
  const text = `with ${[...parts, APPEND].join(', ')}`;
  const places = await unlessGone(unit.sql<Place>(text, [...own, ...parameters]));
  places.sort((one, other) => one.seq - other.seq);
  return places.flatMap((place, at) => {
    const entry = entries[at];
    return entry === undefined ? [] : [{ ...entry, ...place, actor }];
  });
}

/**
 * The same end for a write that changes no user.
 * @throws ProblemError `session.required` when the actor was deleted meanwhile
 */
export async function holdActor({ sql, actor }: Pick<Unit, 'sql' | 'actor'>): Promise<void> {
  if (actor.id !== null) await unlessGone(sql(HOLD_ACTOR, [actor.id]));
}

async function unlessGone<T>(statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    if (databaseFailure(error)?.code !== SQLSTATE.divisionByZero) throw error;
    throw new ProblemError('session.required', {}, { cause: error });
  }
}
