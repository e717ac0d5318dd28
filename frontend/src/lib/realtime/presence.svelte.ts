import { SvelteMap } from 'svelte/reactivity';
import type { Person, RecordPresence } from '#contract/realtime.ts';
import type { Colleague } from './people.ts';
import { others } from './people.ts';

/** Who else is on the records on screen, and in which field. May be late; never decides whether a write is right. */
export class Presence {
  readonly #people = new SvelteMap<string, Person[]>();
  #tabId = $state('');
  #me = $state<string | null>(null);

  become(tabId: string, userId: string | null): void {
    this.#tabId = tabId;
    this.#me = userId;
  }

  /** Everybody on the record but this tab, each person once. */
  others(recordId: string): Colleague[] {
    return others(this.#people.get(recordId) ?? [], this.#tabId, this.#me);
  }

  /** Who is in this field of the record, if anybody. */
  inField(recordId: string, field: string): Colleague | undefined {
    return this.others(recordId).find((person) => person.fields.includes(field));
  }

  put(records: readonly RecordPresence[]): void {
    for (const { recordId, people } of records) this.#people.set(recordId, people);
  }

  /** A full answer for these records: what it does not name, nobody is on. */
  replace(recordIds: readonly string[], records: readonly RecordPresence[]): void {
    const named = new Map(records.map(({ recordId, people }) => [recordId, people]));
    for (const recordId of recordIds) this.#people.set(recordId, named.get(recordId) ?? []);
  }

  keepOnly(recordIds: ReadonlySet<string>): void {
    for (const recordId of [...this.#people.keys()]) {
      if (!recordIds.has(recordId)) this.#people.delete(recordId);
    }
  }

  /** Without a connection nobody can be said to be here. */
  clear(): void {
    this.#people.clear();
  }
}
