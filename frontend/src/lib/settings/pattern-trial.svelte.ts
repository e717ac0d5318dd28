import type { PatternTrial as Answer } from '#contract/settings.ts';

const PAUSE_MS = 250;

/** Tries a value against a pattern while both are being typed: asks after a pause, and keeps only the last answer. */
export class PatternTrial {
  answer = $state.raw<Answer | 'failed' | null>(null);
  readonly #try: (pattern: string, value: string) => Promise<Answer>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #turn = 0;

  constructor(tryPattern: (pattern: string, value: string) => Promise<Answer>) {
    this.#try = tryPattern;
  }

  ask(pattern: string, value: string): void {
    this.stop();
    if (value === '') this.answer = null;
    else this.#timer = setTimeout(() => void this.#ask(pattern, value), PAUSE_MS);
  }

  /** An answer that is still on its way is not shown. */
  stop(): void {
    this.#turn += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #ask(pattern: string, value: string): Promise<void> {
    const turn = this.#turn;
    let answer: Answer | 'failed';
    try {
      answer = await this.#try(pattern, value);
    } catch {
      answer = 'failed';
    }
    if (turn === this.#turn) this.answer = answer;
  }
}
