import type { Suggestion } from '#contract/suggestions.ts';
import { isAborted } from '#lib/api/problem.ts';

/** How long the typing rests before it is asked for. */
const REST_MS = 150;

/** Users offered while somebody types: the newest text is asked for, the request before it is dropped. */
export class Suggestions {
  #found = $state.raw<readonly Suggestion[]>([]);
  #active = $state(-1);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | null = null;

  constructor(private readonly ask: (q: string, signal: AbortSignal) => Promise<Suggestion[]>) {}

  get found(): readonly Suggestion[] {
    return this.#found;
  }

  /** Place of the suggestion the arrow keys are at, -1 for none. */
  get active(): number {
    return this.#active;
  }

  get chosen(): Suggestion | undefined {
    return this.#found[this.#active];
  }

  type(text: string): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    const q = text.trim();
    if (q === '') this.close();
    else this.#timer = setTimeout(() => void this.#read(q), REST_MS);
  }

  /** Goes round the list and, between its end and its beginning, back to the text itself. */
  move(by: -1 | 1): void {
    const places = this.#found.length + 1;
    this.#active = ((this.#active + 1 + by + places) % places) - 1;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#found = [];
    this.#active = -1;
  }

  async #read(q: string): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    try {
      this.#found = await this.ask(q, request.signal);
      this.#active = -1;
    } catch (error) {
      // The search works without suggestions; old ones would be of another text.
      if (!isAborted(error) && this.#request === request) this.close();
    }
  }
}
