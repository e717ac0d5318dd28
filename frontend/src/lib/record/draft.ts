import type { Change } from '#contract/changes.ts';
import type { FieldConflict } from '#contract/problems.ts';
import {
  FIELD_NAMES,
  type FieldName,
  type FieldValue,
  type Operation,
  type SaveUser,
  type UserRecord,
} from '#contract/users.ts';
import { asFieldValue, isFieldName, normalise, sameValue } from './field-value.ts';

/** What a person typed into one field, with the value and the version they typed it over. */
export interface Edit {
  readonly value: FieldValue;
  readonly base: FieldValue;
  readonly baseVersion: number;
}

/** Who last changed a field while this draft was open; `by` is null when a fresh read brought it. */
export interface Arrival {
  readonly by: string | null;
  readonly at: string;
}

/** The record as the server has it, and only what the person changed on top of it. */
export interface Draft {
  readonly server: UserRecord;
  readonly edits: ReadonlyMap<FieldName, Edit>;
  readonly arrivals: ReadonlyMap<FieldName, Arrival>;
}

/** Somebody changed a field to another value while it held text of mine. */
export interface Divergence extends Arrival {
  readonly field: FieldName;
  readonly theirs: FieldValue;
}

export function openDraft(server: UserRecord): Draft {
  return { server, edits: new Map(), arrivals: new Map() };
}

export function serverValue(draft: Draft, field: FieldName): FieldValue {
  return draft.server[field] ?? null;
}

export function shownValue(draft: Draft, field: FieldName): FieldValue {
  const edit = draft.edits.get(field);
  return edit === undefined ? serverValue(draft, field) : edit.value;
}

function withEdit(draft: Draft, field: FieldName, edit: Edit | null): Draft {
  const edits = new Map(draft.edits);
  if (edit === null) edits.delete(field);
  else edits.set(field, edit);
  return { ...draft, edits };
}

export function editField(draft: Draft, field: FieldName, value: FieldValue): Draft {
  const server = serverValue(draft, field);
  // Compared as typed: a space at the end is no change yet, but dropping it would eat the space bar.
  if ((value ?? '') === (server ?? '')) return withEdit(draft, field, null);
  const known = draft.edits.get(field);
  const ground = known ?? { base: server, baseVersion: draft.server.version };
  return withEdit(draft, field, { value, base: ground.base, baseVersion: ground.baseVersion });
}

export function discard(draft: Draft): Draft {
  return { ...draft, edits: new Map() };
}

export function divergence(draft: Draft, field: FieldName): Divergence | null {
  const edit = draft.edits.get(field);
  if (edit === undefined || draft.server.version <= edit.baseVersion) return null;
  const theirs = serverValue(draft, field);
  if (theirs === edit.base || sameValue(field, theirs, edit.value)) return null;
  const arrival = draft.arrivals.get(field) ?? { by: null, at: draft.server.updatedAt };
  return { field, theirs, ...arrival };
}

export function divergences(draft: Draft): Divergence[] {
  return [...draft.edits.keys()].map((field) => divergence(draft, field)).filter((found) => found !== null);
}

/** The person saw the other value and keeps their own: from now on that other value is what they typed over. */
export function keepMine(draft: Draft, field: FieldName): Draft {
  const edit = draft.edits.get(field);
  if (edit === undefined) return draft;
  const base = serverValue(draft, field);
  return withEdit(draft, field, { value: edit.value, base, baseVersion: draft.server.version });
}

export function takeTheirs(draft: Draft, field: FieldName): Draft {
  return withEdit(draft, field, null);
}

/** Fields whose text differs from what the server has, in the order of the record. */
export function changedFields(draft: Draft): FieldName[] {
  return FIELD_NAMES.filter((field) => {
    const edit = draft.edits.get(field);
    if (edit === undefined) return false;
    return normalise(field, edit.value) !== edit.base || divergence(draft, field) !== null;
  });
}

export function operations(draft: Draft): Operation[] {
  return changedFields(draft).map((field) => ({
    op: 'set',
    field,
    value: normalise(field, shownValue(draft, field)),
  }));
}

/**
 * The save to send. Its base is the newest version at which every changed field still had the value the person
 * typed over; a field somebody else changed meanwhile holds it back, so that the server can tell.
 */
export function toSave(draft: Draft): SaveUser | null {
  const list = operations(draft);
  if (list.length === 0) return null;
  const versions = list.map(({ field }) => {
    const edited = draft.edits.get(field)?.baseVersion ?? draft.server.version;
    return divergence(draft, field) === null ? Math.max(edited, draft.server.version) : edited;
  });
  return { baseVersion: Math.min(...versions), operations: list };
}

/** Takes a newer record in, from a live change or a fresh read. Answers which untouched fields got a new value. */
export function receive(
  draft: Draft,
  server: UserRecord,
  change: Change | null,
): { draft: Draft; arrived: FieldName[] } {
  if (server.version < draft.server.version) return { draft, arrived: [] };
  const edits = new Map(draft.edits);
  const arrivals = new Map(draft.arrivals);
  const arrived: FieldName[] = [];
  for (const field of FIELD_NAMES) {
    const fresh = server[field] ?? null;
    if (fresh === serverValue(draft, field)) continue;
    arrivals.set(field, { by: change?.actor ?? null, at: change?.at ?? server.updatedAt });
    const edit = edits.get(field);
    if (edit === undefined) arrived.push(field);
    else if (sameValue(field, edit.value, fresh)) edits.delete(field); // both wrote the same: no conflict
  }
  return { draft: { server, edits, arrivals }, arrived };
}

/** After a save was stored: what was sent is clean, what was typed while it travelled stays on the new ground. */
export function saved(draft: Draft, sent: SaveUser, server: UserRecord): Draft {
  const edits = new Map(draft.edits);
  for (const { field, value } of sent.operations) {
    const edit = edits.get(field);
    if (edit === undefined) continue;
    if (normalise(field, edit.value) === value) edits.delete(field);
    else edits.set(field, { value: edit.value, base: server[field] ?? null, baseVersion: server.version });
  }
  if (server.version >= draft.server.version) return { ...draft, server, edits };
  return { ...draft, edits }; // a live change newer than the answer was here first
}

/**
 * After the server refused a save as a conflict at `version`. Fields it did not name are known good up to there;
 * of those it named, a value the person had already seen when they typed is theirs to overwrite. What is left
 * must be decided field by field.
 */
export function conflicted(
  draft: Draft,
  sent: SaveUser,
  conflicts: readonly FieldConflict[],
  version: number,
): { draft: Draft; open: FieldConflict[] } {
  const edits = new Map(draft.edits);
  const open: FieldConflict[] = [];
  for (const conflict of conflicts) {
    const edit = isFieldName(conflict.field) ? edits.get(conflict.field) : undefined;
    if (asFieldValue(conflict.theirs) !== edit?.base) open.push(conflict);
  }
  const undecided = new Set(open.map((conflict) => conflict.field));
  for (const { field } of sent.operations) {
    const edit = edits.get(field);
    if (edit !== undefined && !undecided.has(field)) {
      edits.set(field, { ...edit, baseVersion: Math.max(edit.baseVersion, version) });
    }
  }
  return { draft: { ...draft, edits }, open };
}

/** The decision for one field of a conflict: a value to save over theirs, or theirs as it is. */
export type Choice = { take: 'theirs' } | { take: 'value'; value: FieldValue };

export function resolve(
  draft: Draft,
  conflicts: readonly FieldConflict[],
  version: number,
  choices: ReadonlyMap<string, Choice>,
): Draft {
  const edits = new Map(draft.edits);
  for (const conflict of conflicts) {
    const { field } = conflict;
    const choice = choices.get(field);
    if (!isFieldName(field) || choice === undefined) continue;
    const base = asFieldValue(conflict.theirs);
    if (choice.take === 'value') edits.set(field, { value: choice.value, base, baseVersion: version });
    else if (draft.server.version >= version) edits.delete(field);
    // Our copy of the record is older than the conflict: show theirs until the record catches up.
    else edits.set(field, { value: base, base, baseVersion: version });
  }
  return { ...draft, edits };
}

/** The draft's own view of what must be decided, for when the server cannot say (its base version is gone). */
export function ownConflicts(draft: Draft): FieldConflict[] {
  return divergences(draft).map(({ field, theirs, by, at }) => ({
    field,
    base: draft.edits.get(field)?.base ?? null,
    mine: shownValue(draft, field),
    theirs,
    by: by ?? '',
    at,
  }));
}
