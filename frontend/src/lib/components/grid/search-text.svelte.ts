const SETTLE_MS = 250;

/** What `commit` may do with the history: a search that grows letter by letter is one step back. */
export interface Commit {
  replace: boolean;
}

/** The search box: what is typed now, handed on when the typing has settled. */
export class SearchText {
  typed = $state('');
  /** The search the page shows, as far as this box knows. */
  #settled = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly commit: (text: string, how: Commit) => void) {}

  /** The page shows another search now, by a link or by Back: the box follows, unless it caused it. */
  follow(text: string): void {
    if (text === this.#settled) return;
    clearTimeout(this.#timer);
    this.#settled = text;
    this.typed = text;
  }

  type(text: string): void {
    this.typed = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.submit();
    }, SETTLE_MS);
  }

  submit(): void {
    clearTimeout(this.#timer);
    const text = this.typed.trim();
    if (text === this.#settled) return;
    const replace = this.#settled !== '' && text !== '';
    this.#settled = text;
    this.commit(text, { replace });
  }

  clear(): void {
    this.typed = '';
    this.submit();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
