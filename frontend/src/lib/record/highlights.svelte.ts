import { SvelteMap } from 'svelte/reactivity';

/** Keys that are lit for a short while, such as rows or fields that somebody else just changed. */
export class Highlights<T> {
  readonly #lit = new SvelteMap<string, T>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly milliseconds: number) {}

  light(key: string, value: T): void {
    clearTimeout(this.#timers.get(key));
    this.#lit.set(key, value);
    const timer = setTimeout(() => {
      this.#lit.delete(key);
      this.#timers.delete(key);
    }, this.milliseconds);
    this.#timers.set(key, timer);
  }

  get(key: string): T | undefined {
    return this.#lit.get(key);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#lit.clear();
  }
}
