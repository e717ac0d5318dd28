import { WATCH_LIMIT } from '#contract/realtime.ts';

const SETTLE_MS = 120;

/** One component's part of what is on screen. */
export interface Shown {
  show: (recordIds: readonly string[]) => void;
  stop: () => void;
}

/** Joins the records several components show into the one set this tab watches; sends it when it has settled. */
export class Watch {
  readonly #send: (recordIds: string[]) => void;
  readonly #parts = new Map<symbol, readonly string[]>();
  #sent = '';
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(send: (recordIds: string[]) => void) {
    this.#send = send;
  }

  register(): Shown {
    const part = Symbol('shown');
    return {
      show: (recordIds) => {
        this.#parts.set(part, recordIds);
        this.#settle();
      },
      stop: () => {
        this.#parts.delete(part);
        this.#settle();
      },
    };
  }

  /** Small parts first: an open record must not fall out of the limit because of a long list behind it. */
  get recordIds(): string[] {
    const parts = [...this.#parts.values()].sort((one, two) => one.length - two.length);
    return [...new Set(parts.flat())].slice(0, WATCH_LIMIT);
  }

  /** A new connection knows nothing: send the set whatever was sent before. */
  sendAgain(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const recordIds = this.recordIds;
    this.#sent = recordIds.toSorted().join();
    if (recordIds.length > 0) this.#send(recordIds);
  }

  #settle(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const recordIds = this.recordIds;
      const key = recordIds.toSorted().join();
      if (key === this.#sent) return;
      this.#sent = key;
      this.#send(recordIds);
    }, SETTLE_MS);
  }
}
