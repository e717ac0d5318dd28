import type { Change } from '#contract/changes.ts';
import type { OwnRecord } from '#contract/me.ts';
import type { FeedListener, Subscription } from '../realtime/feed.ts';

export interface OwnRecordPorts {
  read: () => Promise<OwnRecord>;
  subscribe: (listener: FeedListener) => Subscription;
}

/**
 * The own record on screen. Whoever sees users hears of changes to it and reads again; everybody else reads again when
 * they come back to the page (`refresh`).
 */
export class OwnRecordView {
  #record = $state.raw<OwnRecord | null>(null);
  #failure = $state.raw<unknown>(null);
  #reading: Promise<void> | null = null;
  #again = false;
  readonly #read: OwnRecordPorts['read'];
  readonly #subscription: Subscription;

  constructor({ read, subscribe }: OwnRecordPorts) {
    this.#read = read;
    this.#subscription = subscribe({
      onChange: ({ recordId }: Change) => {
        if (recordId === this.#record?.userId) void this.refresh();
      },
      onResync: () => void this.refresh(),
    });
  }

  get record(): OwnRecord | null {
    return this.#record;
  }

  /** Why it could not be read; what was read before stays on screen. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Reads; asked while a reading is under way, it reads once more after it. */
  refresh(): Promise<void> {
    this.#again = this.#reading !== null;
    this.#reading ??= this.#run().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  stop(): void {
    this.#subscription.stop();
  }

  async #run(): Promise<void> {
    this.#again = false;
    try {
      this.#record = await this.#read();
      this.#failure = null;
    } catch (error) {
      this.#failure = error;
    }
    if (this.#isAskedAgain()) await this.#run();
  }

  #isAskedAgain(): boolean {
    return this.#again;
  }
}
