/**
 * Calls at most once per interval, the first time at once, and always with the newest value: what lies between
 * two calls is left out.
 */
export class Pace<T> {
  readonly #interval: number;
  readonly #call: (value: T) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #next: { value: T } | null = null;

  constructor(interval: number, call: (value: T) => void) {
    this.#interval = interval;
    this.#call = call;
  }

  push(value: T): void {
    if (this.#timer === null) {
      this.#send(value);
    } else {
      this.#next = { value };
    }
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#next = null;
  }

  #send(value: T): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const next = this.#next;
      this.#next = null;
      if (next !== null) this.#send(next.value);
    }, this.#interval);
    this.#call(value);
  }
}
