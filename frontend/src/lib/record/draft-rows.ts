import type { AccountType } from '#contract/codes.ts';
import { LIST_NAMES, type ListName, type RowInput, type RowOperation } from '#contract/list-rows.ts';
import type { UserRecord } from '#contract/users.ts';

/** Marks that one row of a list carries at most. */
export type Flag = 'preferred' | 'preferredSms';
export const FLAGS: Record<ListName, readonly Flag[]> = {
  emails: ['preferred'],
  phones: ['preferred', 'preferredSms'],
  addresses: ['preferred'],
  identifiers: [],
  notes: [],
  roles: [],
};

/** A row as a tab shows it. Who wrote a note, and when, and what brought a role, is known once it is stored. */
export type ShownRow<L extends ListName = ListName> = RowInput<L> & {
  id: string;
  createdBy?: string;
  createdById?: string | null;
  createdAt?: string;
  fromDirectory?: boolean;
};

/** What a person did to one row: its new content, or null for a removed one. */
export interface RowEdit {
  readonly list: ListName;
  readonly id: string;
  readonly row: RowInput | null;
  /** The list as the person saw it, and the version it was from. */
  readonly ground: readonly ShownRow[];
  readonly baseVersion: number;
}
export type RowEdits = ReadonlyMap<string, RowEdit>;

export interface DraftRow<L extends ListName = ListName> {
  readonly id: string;
  readonly row: ShownRow<L>;
  readonly state: 'clean' | 'added' | 'changed' | 'removed';
}

export function rowKey(list: ListName, id: string): string {
  return `${list}:${id}`;
}

/** The list a target (`phones:<id>`, `phones.preferred`, `emails`) is about; null for a field. */
export function listOf(target: string): ListName | null {
  const [name] = target.split(/[:.]/u);
  return LIST_NAMES.find((list) => list === name) ?? null;
}

export function rowsOf(server: UserRecord, list: ListName): readonly ShownRow[] {
  return server[list] ?? [];
}

const NOT_CONTENT: ReadonlySet<string> = new Set([
  'id',
  'preferred',
  'preferredSms',
  'createdBy',
  'createdById',
  'createdAt',
  'fromDirectory',
]);

function textOf(row: object, keep: (key: string) => boolean): string {
  const entries = Object.entries(row).filter(([key]) => keep(key));
  return JSON.stringify(entries.sort(([one], [two]) => (one < two ? -1 : 1)));
}

/** Two rows say the same, whichever of them is preferred; two absent rows do as well. */
export function sameContent(one: object | null, two: object | null): boolean {
  if (one === null || two === null) return one === two;
  const keep = (key: string) => !NOT_CONTENT.has(key);
  return textOf(one, keep) === textOf(two, keep);
}

export function sameRow(one: object | null, two: object | null): boolean {
  if (one === null || two === null) return one === two;
  return textOf(one, () => true) === textOf(two, () => true);
}

export function carries(row: object | null, flag: Flag): boolean {
  return row !== null && (row as Partial<Record<Flag, unknown>>)[flag] === true;
}

function holder(rows: readonly ShownRow[], flag: Flag): string | null {
  return rows.find((row) => carries(row, flag))?.id ?? null;
}

export function find(rows: readonly ShownRow[], id: string): ShownRow | null {
  return rows.find((row) => row.id === id) ?? null;
}

export function baseOf(edit: RowEdit): ShownRow | null {
  return find(edit.ground, edit.id);
}

/** Whether this edit gives its row the flag (true) or takes it away (false); null when it just came along. */
function moves(edit: RowEdit, flag: Flag): boolean | null {
  if (edit.row === null) return null;
  const on = carries(edit.row, flag);
  return on === carries(baseOf(edit), flag) ? null : on;
}

function isChange(edit: RowEdit): boolean {
  if (!sameContent(edit.row, baseOf(edit))) return true;
  return FLAGS[edit.list].some((flag) => moves(edit, flag) !== null);
}

/** Somebody else changed or deleted the row after the person saw it. */
export function rowDiverged(server: UserRecord, edit: RowEdit): boolean {
  if (server.version <= edit.baseVersion) return false;
  const theirs = find(rowsOf(server, edit.list), edit.id);
  return !sameContent(theirs, baseOf(edit)) && !sameContent(theirs, edit.row);
}

/** A flag this edit moves was moved to a third row meanwhile. */
export function divergedFlags(server: UserRecord, edit: RowEdit): Flag[] {
  if (server.version <= edit.baseVersion) return [];
  return FLAGS[edit.list].filter((flag) => {
    const now = holder(rowsOf(server, edit.list), flag);
    return moves(edit, flag) === true && now !== null && now !== edit.id && now !== holder(edit.ground, flag);
  });
}

function put(edits: RowEdits, edit: RowEdit, server: UserRecord): Map<string, RowEdit> {
  const next = new Map(edits);
  const key = rowKey(edit.list, edit.id);
  if (isChange(edit) || rowDiverged(server, edit)) next.set(key, edit);
  else next.delete(key);
  return next;
}

function withFlag<R extends object>(row: R, flag: Flag, on: boolean): R {
  return carries(row, flag) === on ? row : { ...row, [flag]: on };
}

/**
 * Adds, changes or (null) removes a row. Giving a row a flag takes it from the row this draft gave it to before.
 * @param seen the record when the person began: what others did since, while a dialog was open, they have not seen
 */
export function editRow(
  edits: RowEdits,
  server: UserRecord,
  list: ListName,
  id: string,
  row: RowInput | null,
  seen: UserRecord,
): RowEdits {
  const known = edits.get(rowKey(list, id));
  const ground = known?.ground ?? rowsOf(seen, list);
  const edit = { list, id, row, ground, baseVersion: known?.baseVersion ?? seen.version };
  if (known === undefined && !isChange(edit)) return edits;
  let next = put(edits, edit, server);
  for (const flag of FLAGS[list].filter((name) => moves(edit, name) === true)) {
    for (const other of edits.values()) {
      if (other.list !== list || other.id === id || other.row === null || moves(other, flag) !== true) continue;
      next = put(next, { ...other, row: withFlag(other.row, flag, false) }, server);
    }
  }
  return next;
}

/** The edit on top of what the list is now; flags that merely came along follow the row as it is now. */
export function rebase(edit: RowEdit, ground: readonly ShownRow[], baseVersion: number): RowEdit {
  let { row } = edit;
  if (row !== null) {
    for (const flag of FLAGS[edit.list]) {
      if (moves(edit, flag) === null) row = withFlag(row, flag, carries(find(ground, edit.id), flag));
    }
  }
  return { ...edit, row, ground, baseVersion };
}

/** The edit without the flag it gives its row. */
export function withoutFlag(edit: RowEdit, flag: Flag): RowEdit {
  return edit.row === null ? edit : { ...edit, row: withFlag(edit.row, flag, carries(baseOf(edit), flag)) };
}

/** Puts an edit in, or takes it out when nothing is left of it. */
export function keepEdit(edits: RowEdits, edit: RowEdit, server: UserRecord): RowEdits {
  return put(edits, edit, server);
}

/** The edit that gives a row of the list this flag. */
export function moverOf(edits: RowEdits, list: ListName, flag: Flag): RowEdit | undefined {
  return [...edits.values()].findLast((edit) => edit.list === list && moves(edit, flag) === true);
}

/** Whether the person saw, when they moved the flag, that this row had it. */
export function sawHolder(edit: RowEdit, flag: Flag, id: string): boolean {
  return holder(edit.ground, flag) === id;
}

function stateOf(edit: RowEdit | undefined): DraftRow['state'] {
  if (edit === undefined) return 'clean';
  if (edit.row === null) return 'removed';
  return baseOf(edit) === null ? 'added' : 'changed';
}

function shown(server: ShownRow | null, edit: RowEdit | undefined): ShownRow | null {
  const known = server ?? (edit === undefined ? null : baseOf(edit));
  if (edit === undefined || edit.row === null) return known;
  return { ...known, ...edit.row, id: edit.id };
}

/** Which row will carry the flag once this is saved: the rule of the server. */
function settledHolder(edits: RowEdits, list: ListName, flag: Flag, rows: readonly DraftRow[]): string | null {
  const mover = moverOf(edits, list, flag);
  if (mover !== undefined) return mover.id;
  const left = rows.filter(({ state }) => state !== 'removed');
  const off = left.find(({ id }) => {
    const edit = edits.get(rowKey(list, id));
    return edit !== undefined && moves(edit, flag) === false;
  });
  const kept = left.find(({ id, row }) => id !== off?.id && carries(row, flag));
  if (kept !== undefined || flag === 'preferredSms') return kept?.id ?? null;
  return (left.find(({ id }) => id !== off?.id) ?? left[0])?.id ?? null;
}

/** The rows of a list: what the server has, under what the person did. Removed rows stay until they are saved. */
export function draftRows<L extends ListName>(edits: RowEdits, server: UserRecord, list: L): DraftRow<L>[] {
  const stored = rowsOf(server, list);
  const mine = [...edits.values()].filter((edit) => edit.list === list && find(stored, edit.id) === null);
  const ids = [...stored.map(({ id }) => id), ...mine.map(({ id }) => id)];
  let rows = ids.flatMap((id): DraftRow[] => {
    const edit = edits.get(rowKey(list, id));
    const row = shown(find(stored, id), edit);
    return row === null ? [] : [{ id, row, state: stateOf(edit) }];
  });
  for (const flag of FLAGS[list]) {
    const chosen = settledHolder(edits, list, flag, rows);
    rows = rows.map((entry) => {
      // A row that is to be removed shows what it was.
      if (entry.state === 'removed') return entry;
      return { ...entry, row: withFlag(entry.row, flag, entry.id === chosen) };
    });
  }
  return rows;
}

/** What the person did, as the server is told. `owner` is who keeps the account: only its feed has external rows. */
export function rowOperation(server: UserRecord, edit: RowEdit, owner: AccountType): RowOperation {
  const { list, id } = edit;
  if (edit.row === null) return { op: 'remove', list, id };
  const { row } = rebase(edit, rowDiverged(server, edit) ? edit.ground : rowsOf(server, list), edit.baseVersion);
  const external = row !== null && 'external' in row ? { external: owner === 'EXTERNAL' && row.external } : {};
  return { op: baseOf(edit) === null ? 'add' : 'change', list, id, row: { ...row, ...external } } as RowOperation;
}

/** The server's row is what this edit wanted: there is nothing left to save. */
export function isFulfilled(edit: RowEdit, theirs: ShownRow | null): boolean {
  if (!sameContent(edit.row, theirs)) return false;
  return FLAGS[edit.list].every((flag) => (moves(edit, flag) ?? carries(theirs, flag)) === carries(theirs, flag));
}

/** What is sent is still what the person wants. */
export function isSent(edit: RowEdit, operation: RowOperation): boolean {
  if (operation.op === 'remove' || edit.row === null) return operation.op === 'remove' && edit.row === null;
  const { row } = operation;
  const external = 'external' in row ? { external: row.external } : {};
  if (!sameContent({ ...edit.row, ...external }, row)) return false;
  return FLAGS[edit.list].every((flag) => moves(edit, flag) === null || carries(edit.row, flag) === carries(row, flag));
}
