import type { Change, HistoryPage } from '#contract/changes.ts';
import type { FeedListener, Subscription } from '#lib/realtime/feed.ts';
import { NewestFirst } from '#lib/realtime/newest-first.svelte.ts';

export interface HistoryPorts {
  read: (before: number | undefined) => Promise<HistoryPage>;
  subscribe: (listener: FeedListener) => Subscription;
}

/** The history of one record, newest first; older pages are added below, live changes on top. */
export class LiveHistory {
  readonly #log: NewestFirst<Change, number>;
  readonly #subscription: Subscription;

  constructor(recordId: string, { read, subscribe }: HistoryPorts) {
    this.#log = new NewestFirst({ read, keyOf: ({ seq }) => seq, order: (one, other) => other.seq - one.seq });
    this.#subscription = subscribe({
      onChange: (change) => {
        // That the record has left what this person sees is no entry of its history.
        if (change.action !== 'gone' && change.recordId === recordId) this.#log.add([change]);
      },
      onResync: () => void this.#log.readAgain(),
    });
  }

  get entries(): readonly Change[] {
    return this.#log.entries;
  }

  get hasOlder(): boolean {
    return this.#log.next !== null;
  }

  get loading(): boolean {
    return this.#log.loading;
  }

  get loaded(): boolean {
    return this.#log.loaded;
  }

  get failure(): unknown {
    return this.#log.failure;
  }

  /** True for entries that came in live since the page was opened. */
  isNew(seq: number): boolean {
    return this.#log.isNew(seq);
  }

  /** Reads the first page, or the next older one. */
  more(): Promise<void> {
    return this.#log.more();
  }

  /** Reads on until an entry is there; false when it is not among what is shown. */
  async reach(seq: number): Promise<boolean> {
    const log = this.#log;
    while (log.next !== null && log.failure === null && log.next > seq) await log.more();
    return log.entries.some((entry) => entry.seq === seq);
  }

  stop(): void {
    this.#subscription.stop();
  }
}
