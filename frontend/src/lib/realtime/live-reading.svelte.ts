export interface ReadingPorts<T> {
  read: () => Promise<T>;
  /** Calls back whenever what was read may be out of date; returns what stops it. */
  subscribe: (listener: () => void) => () => void;
}

/** Something on screen that is read again whenever the portal says that it may have changed. The last reading wins. */
export class LiveReading<T> {
  #value = $state.raw<T | null>(null);
  #failure = $state.raw<unknown>(null);
  #turn = 0;
  readonly #read: () => Promise<T>;
  readonly #stop: () => void;

  constructor({ read, subscribe }: ReadingPorts<T>) {
    this.#read = read;
    this.#stop = subscribe(() => void this.refresh());
  }

  get value(): T | null {
    return this.#value;
  }

  /** Why it could not be read; what was read before stays on screen. */
  get failure(): unknown {
    return this.#failure;
  }

  async refresh(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const value = await this.#read();
      if (turn !== this.#turn) return;
      this.#value = value;
      this.#failure = null;
    } catch (error) {
      if (turn === this.#turn) this.#failure = error;
    }
  }

  stop(): void {
    this.#turn += 1;
    this.#stop();
  }
}
