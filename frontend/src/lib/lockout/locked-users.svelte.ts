import type { Change, ChangeAction } from '#contract/changes.ts';
import type { LockedUser, LockedUsers } from '#contract/lockout.ts';
import type { FeedListener, Subscription } from '../realtime/feed.ts';

export interface LockedUsersPorts {
  read: () => Promise<LockedUsers>;
  subscribe: (listener: FeedListener) => Subscription;
}

const BEGINS: ReadonlySet<ChangeAction> = new Set(['sign-in-locked', 'pin-locked']);

/** Who is locked now. Read again when a lock begins, and when somebody who is locked changes; one that ends by itself goes by the clock. */
export class OpenLockedUsers {
  #list = $state.raw<LockedUsers | null>(null);
  #failure = $state.raw<unknown>(null);
  readonly #ports: LockedUsersPorts;
  readonly #subscription: Subscription;
  #reading: Promise<void> | null = null;
  #again = false;

  constructor(ports: LockedUsersPorts) {
    this.#ports = ports;
    this.#subscription = ports.subscribe({
      onChange: (change) => {
        if (this.#concerns(change)) void this.refresh();
      },
      onResync: () => void this.refresh(),
    });
  }

  get loaded(): boolean {
    return this.#list !== null;
  }

  get failure(): unknown {
    return this.#failure;
  }

  /** The locks that hold at a moment (ms since 1970). */
  at(moment: number): readonly LockedUser[] {
    return this.#list?.users.filter(({ until }) => Date.parse(until) > moment) ?? [];
  }

  /** How many there are in all, when more than are shown. */
  get total(): number {
    return this.#list?.total ?? 0;
  }

  /** Reads again; calls during a read are one read after it. */
  refresh(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  stop(): void {
    this.#subscription.stop();
  }

  #concerns({ action, recordId }: Change): boolean {
    return BEGINS.has(action) || (this.#list?.users.some(({ userId }) => userId === recordId) ?? false);
  }

  async #read(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        this.#list = await this.#ports.read();
        this.#failure = null;
      } catch (error) {
        this.#failure = error;
      }
    }
  }
}
