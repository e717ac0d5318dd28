import { SvelteSet } from 'svelte/reactivity';
import type { Change } from '#contract/changes.ts';
import type { ListName } from '#contract/list-rows.ts';
import type { Lock } from '#contract/locks.ts';
import { outranks, permissionsIn, type Grants } from '#contract/grants.ts';
import type { Permission } from '#contract/permissions.ts';
import { planRestore, type RestoreItem } from '#contract/restore.ts';
import type { FieldName } from '#contract/users.ts';
import { isProblem } from '#lib/api/problem.ts';
import { getUser, saveUser } from '#lib/api/users.ts';
import { now } from '#lib/i18n/clock.ts';
import { failureKind } from '#lib/i18n/errors.ts';
import { newId } from '#lib/ids.ts';
import { live } from '#lib/realtime/live.svelte.ts';
import type { Colleague } from '#lib/realtime/people.ts';
import type { Shown } from '#lib/realtime/watch.ts';
import { session } from '#lib/session/session.svelte.ts';
import { barrier, heldBy, type Barrier } from './access.ts';
import { ownerOf } from './draft.ts';
import type { DraftRow } from './draft-rows.ts';
import { RecordEditor, type EditorPorts } from './record-editor.svelte.ts';
import { mayEditList, rowBarrier, type RowBarrier } from './row-access.ts';

/** Whether an answer leaves it open if the save was stored; trying again under the same key is then the way. */
function isUnclear(error: unknown): boolean {
  return !isProblem(error) || isProblem(error, 'server.error') || isProblem(error, 'service.unavailable');
}

function ports(recordId: string): EditorPorts {
  return {
    read: async () => {
      try {
        return { kind: 'record', record: await getUser(recordId) };
      } catch (error) {
        return { kind: failureKind(error) };
      }
    },
    send: async (body, key) => {
      try {
        return { kind: 'saved', record: await saveUser(recordId, body, key) };
      } catch (error) {
        if (isProblem(error) && !isUnclear(error)) return { kind: 'refused', problem: error.problem };
        return { kind: 'unknown' };
      }
    },
    newKey: newId,
    subscribe: (listener) => live.changes.subscribe(listener),
  };
}

/** One record open in this tab: its editor, and who and what else is on it. */
export class OpenRecord {
  readonly editor: RecordEditor;
  readonly #shown: Shown;
  readonly #anyway = new SvelteSet<FieldName>();
  #focused = $state<FieldName | null>(null);

  constructor(readonly id: string) {
    this.editor = new RecordEditor(id, ports(id));
    this.#shown = live.watch.register();
    this.#shown.show([id]);
    void this.editor.refresh();
  }

  get lock(): Lock | null {
    const { draft } = this.editor;
    return heldBy(live.locks.of(this.id), draft?.server.lock ?? null, live.connection.live, now());
  }

  get people(): Colleague[] {
    return live.presence.others(this.id);
  }

  get mayWrite(): boolean {
    return this.permissions.includes('users.write');
  }

  /** What this person may do with the record, which depends on its unit; until it is read, what they may anywhere. */
  get permissions(): readonly Permission[] {
    const record = this.editor.draft?.server;
    return record === undefined ? (session.me?.permissions ?? []) : permissionsIn(this.grants, record.campusCode);
  }

  /** What this person may do, and where. */
  get grants(): Grants {
    return session.me?.grants ?? {};
  }

  /** Whose record it is may do something this person may not, and keeps what their signing in depends on (F52). */
  get outranks(): boolean {
    return outranks(this.editor.draft?.server.heldRoles ?? [], this.grants);
  }

  /** What putting back the state before an entry of the history comes to; nothing for people who may not write. */
  restorable(entry: Change): RestoreItem[] {
    const record = this.editor.draft?.server;
    return record === undefined || !this.mayWrite ? [] : planRestore(entry, record, this.grants);
  }

  mayEdit(list: ListName): boolean {
    return mayEditList(list, this.permissions);
  }

  rowBarrier(list: ListName, entry: DraftRow): RowBarrier {
    const { draft } = this.editor;
    const owner = draft === null ? 'INTERNAL' : ownerOf(draft);
    return rowBarrier(list, entry, { own: this.permissions, grants: this.grants, held: this.lock !== null, owner });
  }

  whoIsIn(field: FieldName): Colleague | undefined {
    return live.presence.inField(this.id, field);
  }

  barrier(field: FieldName): Barrier {
    const { draft } = this.editor;
    return barrier(field, {
      mayWrite: this.mayWrite,
      held: this.lock !== null,
      accountType: draft === null ? 'INTERNAL' : ownerOf(draft),
      outranks: this.outranks,
      occupied: this.whoIsIn(field) !== undefined,
      mine: this.#focused === field || this.#anyway.has(field) || (draft?.edits.has(field) ?? false),
    });
  }

  editAnyway(field: FieldName): void {
    this.#anyway.add(field);
  }

  focus(field: FieldName): void {
    if (this.#focused === field || this.barrier(field) !== null) return;
    this.#focused = field;
    live.place.focus(field);
  }

  /** Whoever types is in the field, even if it opened only while they stood in it. */
  type(field: FieldName, value: string): void {
    this.editor.type(field, value);
    this.focus(field);
  }

  blur(field: FieldName): void {
    if (this.#focused !== field) return;
    this.#focused = null;
    this.#anyway.delete(field);
    live.place.focus(null);
  }

  stop(): void {
    this.editor.stop();
    this.#shown.stop();
  }
}
