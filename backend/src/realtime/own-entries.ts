import type { AppendedEntry } from '../platform/database/change-log.js';

/**
 * Entries of the change log that this node has committed and not handed on yet. Saves that end at the same moment may
 * tell of it in another order than that of the log.
 */
export class OwnEntries {
  private readonly bySeq = new Map<number, AppendedEntry>();

  add(entries: readonly AppendedEntry[]): void {
    for (const entry of entries) this.bySeq.set(entry.seq, entry);
  }

  /** Are there any that something of others comes before? */
  get areWaiting(): boolean {
    return this.bySeq.size > 0;
  }

  /** Takes those that follow a place of the log without a gap, and forgets those before it. */
  takeAfter(position: number): AppendedEntry[] {
    for (const seq of this.bySeq.keys()) if (seq <= position) this.bySeq.delete(seq);
    const run: AppendedEntry[] = [];
    for (let entry = this.bySeq.get(position + 1); entry !== undefined; entry = this.bySeq.get(entry.seq + 1)) {
      run.push(entry);
      this.bySeq.delete(entry.seq);
    }
    return run;
  }
}
