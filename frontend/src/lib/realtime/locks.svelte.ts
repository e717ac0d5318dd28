import { SvelteMap } from 'svelte/reactivity';
import type { Lock } from '#contract/locks.ts';
import type { RecordLock } from '#contract/realtime.ts';

/** Who holds the records on screen. `undefined` means not heard yet: the record's own answer says it. */
export class Locks {
  readonly #byRecord = new SvelteMap<string, Lock | null>();

  of(recordId: string): Lock | null | undefined {
    return this.#byRecord.get(recordId);
  }

  put(locks: readonly RecordLock[]): void {
    for (const { recordId, lock } of locks) this.#byRecord.set(recordId, lock);
  }

  /** A full answer for these records: what it does not name, nobody holds. */
  replace(recordIds: readonly string[], locks: readonly RecordLock[]): void {
    const named = new Map(locks.map(({ recordId, lock }) => [recordId, lock]));
    for (const recordId of recordIds) this.#byRecord.set(recordId, named.get(recordId) ?? null);
  }

  keepOnly(recordIds: ReadonlySet<string>): void {
    for (const recordId of [...this.#byRecord.keys()]) {
      if (!recordIds.has(recordId)) this.#byRecord.delete(recordId);
    }
  }
}
