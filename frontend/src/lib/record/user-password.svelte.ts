import type { Change } from '#contract/changes.ts';
import type { OneTimePassword, PasswordState } from '#contract/passwords.ts';
import type { FeedListener, Subscription } from '../realtime/feed.ts';

export interface PasswordPorts {
  read: () => Promise<PasswordState>;
  make: () => Promise<OneTimePassword>;
  subscribe: (listener: FeedListener) => Subscription;
}

/**
 * The password of an open record, as far as it is shown. It follows every change of the record: sign-ins that use a one-time
 * password are none, so the state is read again whenever the page is come back to (`refresh`).
 */
export class UserPassword {
  state = $state.raw<PasswordState | null>(null);
  failure = $state.raw<unknown>(null);
  /** The one-time password that was just made, until the dialog that shows it is closed. */
  made = $state.raw<OneTimePassword | null>(null);
  /** Why none was made. */
  refused = $state.raw<unknown>(null);
  readonly #ports: PasswordPorts;
  readonly #subscription: Subscription;

  constructor(recordId: string, ports: PasswordPorts) {
    this.#ports = ports;
    this.#subscription = ports.subscribe({
      onChange: (change: Change) => {
        if (change.recordId === recordId) void this.refresh();
      },
      onResync: () => void this.refresh(),
    });
  }

  async refresh(): Promise<void> {
    try {
      this.state = await this.#ports.read();
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }

  async make(): Promise<void> {
    this.refused = null;
    try {
      this.made = await this.#ports.make();
    } catch (error) {
      this.refused = error;
    }
    await this.refresh();
  }

  /** Forgets the one-time password: it is shown once. */
  forget(): void {
    this.made = null;
  }

  stop(): void {
    this.forget();
    this.#subscription.stop();
  }
}
