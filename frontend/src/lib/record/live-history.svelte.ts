import type { Change, HistoryPage } from '#contract/changes.ts';
import type { FeedListener, Subscription } from '#lib/realtime/feed.ts';

export interface HistoryPorts {
  read: (before: number | undefined) => Promise<HistoryPage>;
  subscribe: (listener: FeedListener) => Subscription;
}

/** The history of one record, newest first; older pages are added below, live changes on top. */
export class LiveHistory {
  #entries = $state.raw<readonly Change[]>([]);
  #next = $state.raw<number | null>(null);
  #loading = $state(false);
  #loaded = $state(false);
  #failure = $state.raw<unknown>(null);
  #arrived = $state.raw<ReadonlySet<number>>(new Set());

  readonly #recordId: string;
  readonly #ports: HistoryPorts;
  readonly #subscription: Subscription;

  constructor(recordId: string, ports: HistoryPorts) {
    this.#recordId = recordId;
    this.#ports = ports;
    this.#subscription = ports.subscribe({
      onChange: (change) => {
        this.#receive(change);
      },
      onResync: () => void this.#readAgain(),
    });
  }

  get entries(): readonly Change[] {
    return this.#entries;
  }

  get hasOlder(): boolean {
    return this.#next !== null;
  }

  get loading(): boolean {
    return this.#loading;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get failure(): unknown {
    return this.#failure;
  }

  /** True for entries that came in live since the page was opened. */
  isNew(seq: number): boolean {
    return this.#arrived.has(seq);
  }

  /** Reads the first page, or the next older one. */
  async more(): Promise<void> {
    if (this.#loading || (this.#loaded && this.#next === null)) return;
    this.#loading = true;
    try {
      const page = await this.#ports.read(this.#next ?? undefined);
      this.#failure = null;
      this.#merge(page.entries);
      this.#next = page.next;
      this.#loaded = true;
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#loading = false;
    }
  }

  /** Reads on until an entry is there; false when it is not among what is shown. */
  async reach(seq: number): Promise<boolean> {
    while (this.#next !== null && this.#failure === null && this.#next > seq) await this.more();
    return this.#entries.some((entry) => entry.seq === seq);
  }

  stop(): void {
    this.#subscription.stop();
  }

  #receive(change: Change): void {
    // That the record has left what this person sees is no entry of its history.
    if (change.action === 'gone') return;
    if (change.recordId !== this.#recordId || this.#entries.some(({ seq }) => seq === change.seq)) return;
    this.#arrived = new Set([...this.#arrived, change.seq]);
    this.#merge([change]);
  }

  /** After a gap: the newest page again. If it does not reach what is shown, what is shown starts over with it. */
  async #readAgain(): Promise<void> {
    if (!this.#loaded) return;
    try {
      const page = await this.#ports.read(undefined);
      const newest = this.#entries[0]?.seq ?? 0;
      if (page.next !== null && page.entries.every(({ seq }) => seq > newest)) {
        this.#entries = [];
        this.#next = page.next;
      }
      this.#merge(page.entries);
    } catch {
      // What is shown stays; the next gap or visit reads again.
    }
  }

  #merge(more: readonly Change[]): void {
    const bySeq = new Map([...this.#entries, ...more].map((entry) => [entry.seq, entry]));
    this.#entries = [...bySeq.values()].sort((one, two) => two.seq - one.seq);
  }
}
