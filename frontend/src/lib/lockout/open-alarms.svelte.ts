import type { Alarms, MassLock } from '#contract/alarms.ts';
import type { ChangeAction } from '#contract/changes.ts';
import { LiveReading } from '../realtime/live-reading.svelte.ts';
import { Pace } from '../realtime/pace.ts';
import type { FeedListener, Subscription } from '../realtime/feed.ts';

export interface AlarmPorts {
  read: () => Promise<Alarms>;
  subscribe: (listener: FeedListener) => Subscription;
}

const CONCERNS: ReadonlySet<ChangeAction> = new Set(['sign-in-locked', 'sign-in-unlocked']);
/** In a wave locks come by the second; so often the number is read again. */
const PACE_MS = 3000;
/** After an answer that did not come. */
const AGAIN_MS = 60_000;

/** The alarms as they are now: read again when a lock begins or ends by hand, and when the alarm should be over. */
export class OpenAlarms {
  readonly #reading: LiveReading<Alarms>;
  readonly #pace = new Pace<null>(PACE_MS, () => void this.#read());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor({ read, subscribe }: AlarmPorts) {
    this.#reading = new LiveReading({
      read,
      subscribe: () => {
        const subscription = subscribe({
          onChange: ({ action }) => {
            if (CONCERNS.has(action)) this.refresh();
          },
          onResync: () => {
            this.refresh();
          },
        });
        return () => {
          subscription.stop();
        };
      },
    });
  }

  get massLock(): MassLock | null {
    return this.#reading.value?.massLock ?? null;
  }

  refresh(): void {
    this.#pace.push(null);
  }

  stop(): void {
    this.#stopped = true;
    this.#pace.stop();
    clearTimeout(this.#timer);
    this.#reading.stop();
  }

  async #read(): Promise<void> {
    await this.#reading.refresh();
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const wait = this.#reading.failure === null ? this.massLock?.leftMs : AGAIN_MS;
    if (wait === undefined) return;
    this.#timer = setTimeout(() => {
      this.refresh();
    }, wait);
  }
}
