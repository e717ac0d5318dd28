import { z } from 'zod';
import type { Change, FieldChange } from './changes.js';
import { type Grants, type HeldRole, mayGrant, outranks, permissionsIn } from './grants.js';
import { LETTER_FIELDS } from './letters.js';
import type { ListName, RowInput } from './list-rows.js';
import { LIST_NAMES, ROW_SCHEMAS } from './list-rows.js';
import { seenVersionSchema } from './text.js';
import type { Operation, SettableField, UserRecord } from './users.js';
import { isEditable, isField, isSignInField, targetOf } from './users.js';

/** What to put back of an entry of the history: targets of `planRestore`, and the version the person saw. */
export const restoreSchema = z.strictObject({
  baseVersion: seenVersionSchema.positive(),
  targets: z.array(z.string().max(100)).min(1, { message: 'field.required' }).max(500, { message: 'list.too-long' }),
});
export type Restore = z.infer<typeof restoreSchema>;

/** One field or row of an entry of the history, and what putting it back would do. */
export interface RestoreItem {
  /** `title`, or `phones:<id>`. */
  target: string;
  field: string;
  /** What stands there now; null for nothing and for a row that is not there. */
  current: unknown;
  /** What stood there before the entry; null for nothing and for a row that was not there. */
  restored: unknown;
  /** Somebody changed it again after the entry: putting it back undoes that as well. */
  changedSince: boolean;
  /** What the save would do; null where nothing can or need be done. */
  operation: Operation | null;
  /** Why it cannot be put back: a code of the message catalogue. Null as well where it is so already. */
  refused: string | null;
}

type Row = Record<string, unknown> & { id: string };

/** A PIN is nobody's to see, so there is none to put back. */
type RestorableField = Exclude<SettableField, 'pin'>;

function isRestorable(field: string): field is RestorableField {
  return field === 'accountType' || isField(field) || (LETTER_FIELDS as readonly string[]).includes(field);
}

function listOf(field: string): ListName | undefined {
  return LIST_NAMES.find((list) => list === field);
}

function asRow(value: unknown): Row | null {
  return typeof value === 'object' && value !== null && 'id' in value ? (value as Row) : null;
}

const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** JSON with the keys of every object in order: the database keeps them in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [two]) => (one < two ? -1 : 1)))
      : part,
  );
}

function planField(
  field: RestorableField,
  { before, after }: FieldChange,
  record: UserRecord,
  grants: Grants,
): RestoreItem {
  const current = record[field] ?? null;
  const restored = typeof before === 'string' ? before : null;
  const changedSince = current !== (after ?? null);
  const item = { target: field, field, current, restored, changedSince, operation: null, refused: null };
  if (current === restored) return item;
  if (isField(field) && !isEditable(field, record.accountType)) {
    return { ...item, refused: 'field.owned-by-feed' };
  }
  if (isSignInField(field) && outranks(record.heldRoles, grants)) return { ...item, refused: 'sign-in.outranks' };
  return { ...item, operation: { op: 'set', field, value: restored } };
}

/** The row as a person would give it: what the portal adds is left out, and the feed keeps only what it has. */
function given(list: ListName, row: Row, current: Row | null, record: UserRecord): RowInput | null {
  const isFeeds = record.accountType === 'EXTERNAL' && (current ?? row).external === true;
  const { id: _id, createdBy: _by, createdById: _byId, createdAt: _at, fromDirectory: _from, ...content } = row;
  const parsed = ROW_SCHEMAS[list].safeParse('external' in content ? { ...content, external: isFeeds } : content);
  return parsed.success ? parsed.data : null;
}

function isRole(row: Row | null): row is Row & HeldRole {
  return typeof row?.role === 'string';
}

/** May somebody give and take all of these roles of a user of this unit? */
function mayGrantAll(rows: readonly (Row | null)[], unit: string | null, grants: Grants): boolean {
  return (
    permissionsIn(grants, unit).includes('roles.write') && rows.filter(isRole).every((row) => mayGrant(grants, row))
  );
}

function planRow(
  list: ListName,
  before: Row | null,
  after: Row | null,
  record: UserRecord,
  grants: Grants,
): RestoreItem | null {
  const id = before?.id ?? after?.id;
  if (id === undefined) return null;
  const rows: readonly Row[] = record[list] ?? [];
  const current = rows.find((row) => row.id === id) ?? null;
  const changedSince = !same(current, after);
  const item = {
    ...{ target: targetOf({ op: 'remove', list, id }), field: list, current, restored: before },
    ...{ changedSince, operation: null, refused: null },
  };
  const content = before === null ? null : given(list, before, current, record);
  if (before === null ? current === null : current !== null && same(content, given(list, current, current, record))) {
    return item;
  }
  if (before !== null && content === null) return { ...item, refused: 'restore.not-valid' };
  if (record.accountType === 'EXTERNAL' && current?.external === true) return { ...item, refused: 'row.owned-by-feed' };
  if (list === 'roles' && !mayGrantAll([before, current], record.campusCode, grants)) {
    return { ...item, refused: 'role.beyond-own' };
  }
  if (content === null) return { ...item, operation: { op: 'remove', list, id } };
  return { ...item, operation: { op: current === null ? 'add' : 'change', list, id, row: content } as Operation };
}

/**
 * What putting back the state before an entry of the history comes to on the record as it is now. The screen shows it,
 * the portal does it; what the save refuses besides (patterns, unique identifiers) it refuses here too.
 * @param grants what the person who restores may do, and where
 */
export function planRestore(entry: Change, record: UserRecord, grants: Grants): RestoreItem[] {
  if (entry.action !== 'updated') return [];
  return entry.fields.flatMap((change): RestoreItem[] => {
    const { field, before, after } = change;
    // Whether a field is protected follows from its value, which is restored by itself.
    if (field === 'handEdited') return [];
    const list = listOf(field);
    if (list !== undefined) {
      const item = planRow(list, asRow(before), asRow(after), record, grants);
      return item === null ? [] : [item];
    }
    if (isRestorable(field)) return [planField(field, change, record, grants)];
    const current: unknown = Reflect.get(record, field) ?? null;
    const item = { target: field, field, current, restored: before, changedSince: !same(current, after) };
    const refused = field === 'pin' ? 'restore.unseen' : 'restore.follows';
    return [{ ...item, operation: null, refused: same(current, before) ? null : refused }];
  });
}

/** Why an entry brings nothing back, each reason once; null where it can bring something back. */
export function barriersTo(items: readonly RestoreItem[]): string[] | null {
  if (items.some(({ operation }) => operation !== null)) return null;
  return [...new Set(items.flatMap(({ refused }) => refused ?? []))];
}
