import type { FieldConflict } from '../contract/problems.js';
import type { FieldValue, SetField, SettableField } from '../contract/users.js';

/** A field somebody else changed after the version a save is based on. */
export interface ForeignChange {
  field: string;
  /** Its value at the base version. */
  base: FieldValue;
  by: string;
  at: string;
}

/** One row of the change log after the base version, oldest first. */
export interface LoggedChange {
  by: string;
  at: string;
  fields: readonly { field: string; before: unknown; after: unknown }[];
}

/** Fields bound by an invariant move together: a change to one is a change to its whole group. */
const GROUPS: readonly (readonly SettableField[])[] = [['expiryDate', 'purgeDate']];

function groupOf(field: SettableField): readonly SettableField[] {
  return GROUPS.find((group) => group.includes(field)) ?? [field];
}

/** Folds the log into one entry per field: the value at the base, and who changed it last. */
export function foreignChanges(log: readonly LoggedChange[]): Map<string, ForeignChange> {
  const found = new Map<string, ForeignChange>();
  for (const entry of log) {
    for (const { field, before } of entry.fields) {
      const earlier = found.get(field);
      const base = earlier === undefined ? (before as FieldValue) : earlier.base;
      found.set(field, { field, base, by: entry.by, at: entry.at });
    }
  }
  return found;
}

/** What is written and never sent back. */
const SECRET: ReadonlySet<SettableField> = new Set(['pin']);

/**
 * The conflicts of a save: fields of a group that has another value now than at the base version, and another than
 * the one being saved. Equal values are no conflict, nor is a field that was changed and changed back.
 */
export function findConflicts(
  operations: readonly SetField[],
  current: Readonly<Record<SettableField, FieldValue>>,
  foreign: ReadonlyMap<string, ForeignChange>,
): FieldConflict[] {
  const mine = new Map(operations.map(({ field, value }) => [field, value]));
  const conflicts = new Map<SettableField, FieldConflict>();
  for (const touched of mine.keys()) {
    for (const field of groupOf(touched)) {
      const change = foreign.get(field);
      if (change === undefined || current[field] === change.base) continue;
      const wanted = mine.has(field) ? (mine.get(field) ?? null) : change.base;
      if (wanted === current[field]) continue;
      conflicts.set(field, {
        field,
        base: change.base,
        mine: SECRET.has(field) ? null : wanted,
        theirs: current[field],
        by: change.by,
        at: change.at,
      });
    }
  }
  return [...conflicts.values()];
}
