import { applyToRecord } from '#contract/apply-change.ts';
import type { Change, ChangeAction } from '#contract/changes.ts';
import type { UserRecord } from '#contract/users.ts';

export type RecordView =
  | { state: 'loading' }
  | { state: 'ready'; record: UserRecord }
  | { state: 'missing' | 'forbidden' | 'failed' }
  /** Deleted while it was open; `by` is null when only its absence was found. */
  | { state: 'gone'; record: UserRecord; by: string | null; at: string | null };

export type ReadResult = { kind: 'record'; record: UserRecord } | { kind: 'missing' | 'forbidden' | 'failed' };

export interface RecordPorts {
  read: () => Promise<ReadResult>;
  /** Called after every step; `change` is the live change behind it, null for a fresh read. */
  show: (view: RecordView, change: Change | null) => void;
}

/** Which roles count, and what follows from it, only a fresh read tells. */
function concernsRoles(change: Change): boolean {
  return change.fields.some(({ field }) => field === 'roles');
}

// The version stays where signing in alone is concerned, so only a fresh read tells whether it is locked.
const OF_SIGN_IN: ReadonlySet<ChangeAction> = new Set([
  'sign-in-locked',
  'sign-in-unlocked',
  'one-time-password-set',
  'password-changed',
]);

/**
 * One open record kept true: read once, then moved on by the change feed. A change that does not fit (one was
 * missed) makes it read again; changes that come in meanwhile wait and are applied to what was read.
 */
export class RecordFeed {
  private view: RecordView = { state: 'loading' };
  private reading: Promise<void> | null = null;
  private waiting: Change[] = [];

  constructor(
    private readonly recordId: string,
    private readonly ports: RecordPorts,
  ) {}

  /** Reads the record (again). Two calls at once are one request. */
  refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  receive(change: Change): void {
    if (change.recordId !== this.recordId || this.view.state === 'gone') return;
    if (this.reading !== null) this.waiting.push(change);
    else this.apply(change);
  }

  /** A record that came with another answer, such as a save's. */
  adopt(record: UserRecord): void {
    if (this.view.state === 'ready' && record.version < this.view.record.version) return;
    this.set({ state: 'ready', record }, null);
  }

  private async read(): Promise<void> {
    const result = await this.ports.read();
    const before = this.view;
    if (result.kind === 'record') {
      const newer = before.state !== 'ready' || result.record.version >= before.record.version;
      if (newer) this.set({ state: 'ready', record: result.record }, null);
    } else if (before.state === 'ready') {
      // An open record is kept over a failed read; only its absence ends it.
      if (result.kind === 'missing') {
        this.set({ state: 'gone', record: before.record, by: null, at: null }, null);
      } else if (result.kind === 'forbidden') this.set({ state: 'forbidden' }, null);
    } else {
      this.set({ state: result.kind }, null);
    }
    const waiting = this.waiting;
    this.waiting = [];
    // `reading` is cleared only after this; a change that is stale again asks for the read after this one.
    for (const change of waiting) this.apply(change);
  }

  private apply(change: Change): void {
    if (this.view.state !== 'ready') return;
    const applied = applyToRecord(this.view.record, change);
    if (applied.state === 'gone') {
      this.set({ state: 'gone', record: this.view.record, by: change.actor || null, at: change.at }, change);
    } else if (applied.state === 'stale') {
      this.readAfter();
    } else if (applied.state === 'applied') {
      this.set({ state: 'ready', record: applied.value }, change);
      if (concernsRoles(change)) this.readAfter();
    } else if (OF_SIGN_IN.has(change.action)) {
      this.readAfter();
    }
  }

  /** Reads once more; what is being read may be of before. */
  private readAfter(): void {
    void Promise.resolve(this.reading).then(() => this.refresh());
  }

  private set(view: RecordView, change: Change | null): void {
    this.view = view;
    this.ports.show(view, change);
  }
}
