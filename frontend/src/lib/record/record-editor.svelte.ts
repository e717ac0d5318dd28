import type { Change } from '#contract/changes.ts';
import type { ListName, RowInput } from '#contract/list-rows.ts';
import type { FieldConflict, Problem } from '#contract/problems.ts';
import type { FieldName, FieldValue, SaveUser, SettableField, UserRecord } from '#contract/users.ts';
import type { FeedListener, Subscription } from '#lib/realtime/feed.ts';
import * as drafts from './draft.ts';
import type { Arrival, Choice, Draft } from './draft.ts';
import { rowKey } from './draft-rows.ts';
import { Highlights } from './highlights.svelte.ts';
import { giveBack } from './protection.ts';
import { RecordFeed, type ReadResult, type RecordView } from './record-feed.ts';
import { concerns, ownErrors, refusals, type SaveErrors } from './save-errors.ts';
import { SaveQueue, type Attempt, type SaveOutcome } from './save-queue.ts';

export interface EditorPorts {
  read: () => Promise<ReadResult>;
  send: (body: SaveUser, idempotencyKey: string) => Promise<Attempt>;
  newKey: () => string;
  subscribe: (listener: FeedListener) => Subscription;
}

export interface OpenConflict {
  readonly fields: readonly FieldConflict[];
  readonly version: number;
}

export type SaveResult = 'saved' | 'invalid' | 'conflict' | 'locked' | 'refused' | 'no-answer';

const MARK_MS = 4000;
/** Conflicts that settle themselves are sent again at once, but not for ever under a storm of changes. */
const MOST_ROUNDS = 5;
const NO_ERRORS: SaveErrors = new Map();

/** The open record: what the server has, what the person typed over it, and the way of both to each other. */
export class RecordEditor {
  #view = $state.raw<RecordView>({ state: 'loading' });
  #draft = $state.raw<Draft | null>(null);
  #saving = $state(false);
  #errors = $state.raw<SaveErrors>(NO_ERRORS);
  #problem = $state.raw<Problem | 'no-answer' | null>(null);
  #conflict = $state.raw<OpenConflict | null>(null);
  /** The last refusal, shown only when trying again did not help. */
  #refusal: Problem | null = null;
  readonly #changed = $derived(this.#draft === null ? [] : drafts.changedTargets(this.#draft));
  /** Fields and rows into which a change of somebody else flowed a moment ago. */
  readonly marks = new Highlights<Arrival>(MARK_MS);

  readonly #feed: RecordFeed;
  readonly #queue: SaveQueue;
  readonly #subscription: Subscription;

  constructor(recordId: string, ports: EditorPorts) {
    this.#queue = new SaveQueue(ports);
    this.#feed = new RecordFeed(recordId, {
      read: ports.read,
      show: (view, change) => {
        this.#show(view, change);
      },
    });
    this.#subscription = ports.subscribe({
      onChange: (change) => {
        this.#feed.receive(change);
      },
      onResync: () => void this.refresh(),
    });
  }

  get view(): RecordView {
    return this.#view;
  }

  get draft(): Draft | null {
    return this.#draft;
  }

  /** Fields with unsaved text and rows (`list:id`) with unsaved changes. */
  get changed(): readonly string[] {
    return this.#changed;
  }

  get saving(): boolean {
    return this.#saving;
  }

  get errors(): SaveErrors {
    return this.#errors;
  }

  /** Why the last save failed as a whole; field errors and conflicts are told apart from it. */
  get problem(): Problem | 'no-answer' | null {
    return this.#problem;
  }

  get conflict(): OpenConflict | null {
    return this.#conflict;
  }

  async refresh(): Promise<void> {
    await this.#feed.refresh();
  }

  stop(): void {
    this.#subscription.stop();
    this.marks.stop();
  }

  type(field: SettableField, value: FieldValue): void {
    this.#update((draft) => drafts.editField(draft, field, value));
    this.#forgetError(field);
    this.#problem = null;
  }

  keepMine(field: SettableField): void {
    this.#update((draft) => drafts.keepMine(draft, field));
  }

  takeTheirs(field: SettableField): void {
    this.#update((draft) => drafts.takeTheirs(draft, field));
    this.#forgetError(field);
  }

  /** What was edited by hand is as the feed says again, and the feed's to change; stored by the save. */
  giveBack(field: FieldName): void {
    this.#update((draft) => giveBack(draft, field));
    this.#forgetError(field);
    this.#problem = null;
  }

  /**
   * Adds a row, changes it, or (null) removes it; nothing is stored before the save.
   * @param seen the record when the person began, if that was not just now
   */
  setRow(list: ListName, id: string, row: RowInput | null, seen?: UserRecord): void {
    this.#update((draft) => drafts.setRow(draft, list, id, row, seen));
    this.#forgetRowErrors(list, rowKey(list, id));
  }

  /** What was done to a row (`list:id`) is taken back; a row somebody else changed is then theirs. */
  undoRow(list: ListName, id: string): void {
    this.#update((draft) => drafts.undoRow(draft, rowKey(list, id)));
    this.#forgetRowErrors(list, rowKey(list, id));
  }

  keepMyRow(list: ListName, id: string): void {
    this.#update((draft) => drafts.keepMyRow(draft, rowKey(list, id)));
  }

  /** Throws the typed text away. A save whose fate is unknown may have been stored, so the record is read again. */
  discard(): void {
    this.#queue.forget();
    this.#update(drafts.discard);
    this.#errors = NO_ERRORS;
    this.#problem = null;
    this.#conflict = null;
    void this.refresh();
  }

  closeConflict(): void {
    this.#conflict = null;
  }

  async resolve(choices: ReadonlyMap<string, Choice>): Promise<SaveResult> {
    const conflict = this.#conflict;
    if (conflict === null) return this.save();
    this.#update((draft) => drafts.resolve(draft, conflict.fields, conflict.version, choices));
    this.#conflict = null;
    return this.save();
  }

  async save(): Promise<SaveResult> {
    if (this.#draft === null) return 'refused';
    this.#problem = null;
    this.#errors = ownErrors(this.#draft);
    if (this.#errors.size > 0) return 'invalid';
    this.#saving = true;
    try {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const outcome = await this.#queue.save(() => this.#draft && drafts.toSave(this.#draft));
        const result = outcome === null ? 'saved' : await this.#settle(outcome);
        if (result !== 'again') return result;
      }
      this.#problem = this.#refusal;
      return 'refused';
    } finally {
      this.#saving = false;
    }
  }

  async #settle(outcome: SaveOutcome): Promise<SaveResult | 'again'> {
    if (outcome.kind === 'unknown') {
      this.#problem = 'no-answer';
      if (this.#seenStored()) return 'saved';
      return 'no-answer';
    }
    if (outcome.kind === 'refused') return this.#refused(outcome.problem, outcome.sent);
    const { record, sent } = outcome;
    this.#update((draft) => drafts.saved(draft, sent, record));
    this.#feed.adopt(record);
    return outcome.repeated ? 'again' : 'saved';
  }

  /** The answer was lost, but the change came back live: nothing is left to save, so it was stored. */
  #seenStored(): boolean {
    if (this.#problem !== 'no-answer' || this.#changed.length > 0) return false;
    this.#queue.forget();
    this.#problem = null;
    return true;
  }

  async #refused(problem: Problem, sent: SaveUser): Promise<SaveResult | 'again'> {
    this.#refusal = problem;
    if (problem.code === 'record.conflict') return this.#conflicted(problem, sent);
    if (problem.code === 'record.base-unknown') return this.#baseUnknown();
    if (problem.code === 'record.locked' || problem.code === 'resource.not-found') await this.refresh();
    // A job holds a record for a moment only; often it is open again before anybody could read the banner.
    if (problem.code === 'record.locked' && this.#draft?.server.lock === null) return 'again';
    this.#errors = refusals(problem, sent);
    if (this.#errors.size > 0) return 'invalid';
    this.#problem = problem;
    return problem.code === 'record.locked' ? 'locked' : 'refused';
  }

  async #conflicted(problem: Problem, sent: SaveUser): Promise<SaveResult | 'again'> {
    const version = problem.version ?? sent.baseVersion;
    let open: readonly FieldConflict[] = [];
    this.#update((draft) => {
      const decided = drafts.conflicted(draft, sent, problem.conflicts ?? [], version);
      open = decided.open;
      return decided.draft;
    });
    await this.refresh();
    if (open.length === 0) return 'again';
    this.#conflict = { fields: open, version };
    return 'conflict';
  }

  /** The server no longer knows what this person saw; the draft does, and compares it with a fresh copy. */
  async #baseUnknown(): Promise<SaveResult | 'again'> {
    await this.refresh();
    const draft = this.#draft;
    const fields = draft === null ? [] : drafts.ownConflicts(draft);
    if (draft === null || fields.length === 0) return 'again';
    this.#conflict = { fields, version: draft.server.version };
    return 'conflict';
  }

  #show(view: RecordView, change: Change | null): void {
    this.#view = view;
    if (view.state !== 'ready') return;
    if (this.#draft === null) {
      this.#draft = drafts.openDraft(view.record);
    } else {
      const { draft, arrived } = drafts.receive(this.#draft, view.record, change);
      this.#draft = draft;
      // While a save travels, what arrives is mostly its own echo (a date set with the status, a name filled in).
      if (!this.#saving) for (const field of arrived) this.#mark(field, draft);
      this.#seenStored();
    }
    // A fresh read starts the subscription's proof anew; an applied change continues it.
    if (change === null) this.#subscription.since(view.record.seq);
  }

  #mark(field: string, draft: Draft): void {
    const arrival = draft.arrivals.get(field);
    if (arrival !== undefined) this.marks.light(field, arrival);
  }

  #forgetError(target: string): void {
    if (this.#errors.size === 0) return;
    this.#errors = new Map([...this.#errors].filter(([error]) => !concerns(target, error)));
  }

  #forgetRowErrors(list: ListName, key: string): void {
    this.#forgetError(key);
    this.#forgetError(list);
    this.#problem = null;
  }

  #update(step: (draft: Draft) => Draft): void {
    if (this.#draft !== null) this.#draft = step(this.#draft);
  }
}
