import type { Change } from '#contract/changes.ts';
import { RECORD_TYPES, type AccountType, type RecordType } from '#contract/codes.ts';
import type { ListName, RowInput } from '#contract/list-rows.ts';
import type { FieldConflict } from '#contract/problems.ts';
import type { FieldValue, Operation, SaveUser, SettableField, UserRecord } from '#contract/users.ts';
import { targetOf } from '#contract/users.ts';
import { editRow, find, keepEdit, rebase, rowDiverged, rowsOf, type RowEdits, type ShownRow } from './draft-rows.ts';
import { asFieldValue, isSettable, normalise, sameValue, SETTABLE_FIELDS } from './field-value.ts';
import * as rowSteps from './row-steps.ts';

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
  readonly edits: ReadonlyMap<SettableField, Edit>;
  /** What the person did to rows of the lists, by `list:id`. */
  readonly rows: RowEdits;
  /** By field, or `list:id`. */
  readonly arrivals: ReadonlyMap<string, Arrival>;
}

/** Somebody changed a field to another value while it held text of mine. */
export interface Divergence extends Arrival {
  readonly field: SettableField;
  readonly theirs: FieldValue;
}

export function openDraft(server: UserRecord): Draft {
  return { server, edits: new Map(), rows: new Map(), arrivals: new Map() };
}

export function serverValue(draft: Draft, field: SettableField): FieldValue {
  return draft.server[field] ?? null;
}

export function shownValue(draft: Draft, field: SettableField): FieldValue {
  const edit = draft.edits.get(field);
  return edit === undefined ? serverValue(draft, field) : edit.value;
}

/** What the person made of a field or a row (`list:id`); null for a removed row. */
export function unsavedValue(draft: Draft, target: string): unknown {
  return isSettable(target) ? shownValue(draft, target) : (draft.rows.get(target)?.row ?? null);
}

/** As it will be after the save: what is on offer follows at once. */
export function recordTypeOf(draft: Draft): RecordType {
  return RECORD_TYPES.find((type) => type === shownValue(draft, 'recordType')) ?? draft.server.recordType;
}

function withEdit(draft: Draft, field: SettableField, edit: Edit | null): Draft {
  const edits = new Map(draft.edits);
  if (edit === null) edits.delete(field);
  else edits.set(field, edit);
  return { ...draft, edits };
}

export function editField(draft: Draft, field: SettableField, value: FieldValue): Draft {
  const server = serverValue(draft, field);
  // Compared as typed: a space at the end is no change yet, but dropping it would eat the space bar.
  if ((value ?? '') === (server ?? '')) return withEdit(draft, field, null);
  const known = draft.edits.get(field);
  const ground = known ?? { base: server, baseVersion: draft.server.version };
  return withEdit(draft, field, { value, base: ground.base, baseVersion: ground.baseVersion });
}

export function discard(draft: Draft): Draft {
  return { ...draft, edits: new Map(), rows: new Map() };
}

export function divergence(draft: Draft, field: SettableField): Divergence | null {
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
export function keepMine(draft: Draft, field: SettableField): Draft {
  const edit = draft.edits.get(field);
  if (edit === undefined) return draft;
  const base = serverValue(draft, field);
  return withEdit(draft, field, { value: edit.value, base, baseVersion: draft.server.version });
}

export function takeTheirs(draft: Draft, field: SettableField): Draft {
  return withEdit(draft, field, null);
}

/** Who keeps the account in this save: whoever takes it back, or gives it away, edits it in the same save. */
export function ownerOf(draft: Draft): AccountType {
  const isFeeds = draft.server.accountType === 'EXTERNAL' && shownValue(draft, 'accountType') === 'EXTERNAL';
  return isFeeds ? 'EXTERNAL' : 'INTERNAL';
}

/** Fields whose text differs from what the server has, in the order of the record. */
export function changedFields(draft: Draft): SettableField[] {
  return SETTABLE_FIELDS.filter((field) => {
    const edit = draft.edits.get(field);
    if (edit === undefined) return false;
    return normalise(field, edit.value) !== edit.base || divergence(draft, field) !== null;
  });
}

/** Fields and rows (`list:id`) that are not saved yet. */
export function changedTargets(draft: Draft): string[] {
  return [...changedFields(draft), ...draft.rows.keys()];
}

export function operations(draft: Draft): Operation[] {
  const fields = changedFields(draft).map((field): Operation => {
    return { op: 'set', field, value: normalise(field, shownValue(draft, field)) };
  });
  return [...fields, ...rowSteps.operations(draft.rows, draft.server, ownerOf(draft))];
}

/**
 * The save to send. Its base is the newest version at which everything changed still was as the person saw it when
 * they changed it; what somebody else changed meanwhile holds it back, so that the server can tell.
 */
export function toSave(draft: Draft): SaveUser | null {
  const list = operations(draft);
  if (list.length === 0) return null;
  const versions = changedFields(draft).map((field) => {
    const edited = draft.edits.get(field)?.baseVersion ?? draft.server.version;
    return divergence(draft, field) === null ? Math.max(edited, draft.server.version) : edited;
  });
  const baseVersion = Math.min(...versions, ...rowSteps.baseVersions(draft.rows, draft.server));
  return { baseVersion, operations: list };
}

/** Takes a newer record in, from a live change or a fresh read. Answers which untouched fields and rows are new. */
export function receive(draft: Draft, server: UserRecord, change: Change | null): { draft: Draft; arrived: string[] } {
  if (server.version < draft.server.version) return { draft, arrived: [] };
  const edits = new Map(draft.edits);
  const arrivals = new Map(draft.arrivals);
  const arrived: string[] = [];
  // Somebody who was deleted since has no name any more.
  const by = change?.actor ?? '';
  const arrival = { by: by === '' ? null : by, at: change?.at ?? server.updatedAt };
  for (const field of SETTABLE_FIELDS) {
    const fresh = server[field] ?? null;
    if (fresh === serverValue(draft, field)) continue;
    arrivals.set(field, arrival);
    const edit = edits.get(field);
    if (edit === undefined) arrived.push(field);
    else if (sameValue(field, edit.value, fresh)) edits.delete(field); // both wrote the same: no conflict
  }
  const lists = rowSteps.receive(draft.rows, draft.server, server);
  for (const key of lists.touched) arrivals.set(key, arrival);
  return { draft: { server, edits, rows: lists.rows, arrivals }, arrived: [...arrived, ...lists.arrived] };
}

/** After a save was stored: what was sent is clean, what was typed while it travelled stays on the new ground. */
export function saved(draft: Draft, sent: SaveUser, server: UserRecord): Draft {
  const edits = new Map(draft.edits);
  for (const operation of sent.operations) {
    if (operation.op !== 'set') continue;
    const { field, value } = operation;
    const edit = edits.get(field);
    if (edit === undefined) continue;
    if (normalise(field, edit.value) === value) edits.delete(field);
    else edits.set(field, { value: edit.value, base: server[field] ?? null, baseVersion: server.version });
  }
  const rows = rowSteps.saved(draft.rows, sent, server);
  if (server.version >= draft.server.version) return { ...draft, server, edits, rows };
  return { ...draft, edits, rows }; // a live change newer than the answer was here first
}

/**
 * After the server refused a save as a conflict at `version`. What it did not name is known good up to there; of
 * what it named, a value the person had already seen when they typed is theirs to overwrite. What is left must be
 * decided one by one.
 */
export function conflicted(
  draft: Draft,
  sent: SaveUser,
  conflicts: readonly FieldConflict[],
  version: number,
): { draft: Draft; open: FieldConflict[] } {
  const edits = new Map(draft.edits);
  const open = conflicts.filter((conflict) => {
    if (!isSettable(conflict.field)) return !rowSteps.isSettled(draft.rows, conflict);
    return asFieldValue(conflict.theirs) !== edits.get(conflict.field)?.base;
  });
  const undecided = new Set(open.map((conflict) => rowSteps.targetOfConflict(draft.rows, conflict)));
  const decided = sent.operations.filter((operation) => !undecided.has(targetOf(operation)));
  for (const operation of decided) {
    const edit = operation.op === 'set' ? edits.get(operation.field) : undefined;
    if (operation.op !== 'set' || edit === undefined) continue;
    edits.set(operation.field, { ...edit, baseVersion: Math.max(edit.baseVersion, version) });
  }
  const rows = rowSteps.knownGood(draft.rows, decided, version);
  return { draft: { ...draft, edits, rows }, open };
}

/** The decision for one conflict: theirs as it is, mine as it is (a row), or a value to save over theirs. */
export type Choice = { take: 'theirs' } | { take: 'mine' } | { take: 'value'; value: FieldValue };

export function resolve(
  draft: Draft,
  conflicts: readonly FieldConflict[],
  version: number,
  choices: ReadonlyMap<string, Choice>,
): Draft {
  const edits = new Map(draft.edits);
  let { rows } = draft;
  for (const conflict of conflicts) {
    const { field } = conflict;
    const choice = choices.get(field);
    if (choice === undefined) continue;
    if (!isSettable(field)) {
      rows = rowSteps.resolve(rows, draft.server, conflict, version, choice.take !== 'theirs');
      continue;
    }
    const base = asFieldValue(conflict.theirs);
    if (choice.take === 'value') edits.set(field, { value: choice.value, base, baseVersion: version });
    else if (draft.server.version >= version) edits.delete(field);
    // Our copy of the record is older than the conflict: show theirs until the record catches up.
    else edits.set(field, { value: base, base, baseVersion: version });
  }
  return { ...draft, edits, rows };
}

/** The draft's own view of what must be decided, for when the server cannot say (its base version is gone). */
export function ownConflicts(draft: Draft): FieldConflict[] {
  const fields = divergences(draft).map(({ field, theirs, by, at }) => ({
    field,
    base: draft.edits.get(field)?.base ?? null,
    mine: shownValue(draft, field),
    theirs,
    by: by ?? '',
    at,
  }));
  return [...fields, ...rowSteps.ownConflicts(draft.rows, draft.server, draft.arrivals)];
}

/** Adds a row, changes it, or (null) removes it, as the person saw the record. */
export function setRow(
  draft: Draft,
  list: ListName,
  id: string,
  row: RowInput | null,
  seen: UserRecord = draft.server,
): Draft {
  return { ...draft, rows: editRow(draft.rows, draft.server, list, id, row, seen) };
}

/** The row is again as the server has it. */
export function undoRow(draft: Draft, key: string): Draft {
  const rows = new Map(draft.rows);
  rows.delete(key);
  return { ...draft, rows };
}

/** The person saw what somebody else did to the row, and keeps what they did to it themselves. */
export function keepMyRow(draft: Draft, key: string): Draft {
  const edit = draft.rows.get(key);
  if (edit === undefined) return draft;
  const rebased = rebase(edit, rowsOf(draft.server, edit.list), draft.server.version);
  return { ...draft, rows: keepEdit(draft.rows, rebased, draft.server) };
}

/** Somebody changed or (null) deleted a row that this draft changes as well. */
export interface RowDivergence extends Arrival {
  readonly theirs: ShownRow | null;
}

export function rowDivergence(draft: Draft, key: string): RowDivergence | null {
  const edit = draft.rows.get(key);
  if (edit === undefined || !rowDiverged(draft.server, edit)) return null;
  const arrival = draft.arrivals.get(key) ?? { by: null, at: draft.server.updatedAt };
  return { theirs: find(rowsOf(draft.server, edit.list), edit.id), ...arrival };
}
