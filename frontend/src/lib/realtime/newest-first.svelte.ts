export interface PageOf<T, Place> {
  entries: readonly T[];
  /** What the following page is asked `before`; null when there is none. */
  next: Place | null;
}

export interface NewestFirstPorts<T, Place> {
  read: (before: Place | undefined) => Promise<PageOf<T, Place>>;
  keyOf: (entry: T) => number;
  /** Below zero when the first of two is the newer one. */
  order: (one: T, other: T) => number;
}

/** Entries of a log, newest first: older pages are added below, new entries on top. */
export class NewestFirst<T, Place> {
  #entries = $state.raw<readonly T[]>([]);
  #next = $state.raw<Place | null>(null);
  #loading = $state(false);
  #loaded = $state(false);
  #failure = $state.raw<unknown>(null);
  #arrived = $state.raw<ReadonlySet<number>>(new Set());
  readonly #ports: NewestFirstPorts<T, Place>;

  constructor(ports: NewestFirstPorts<T, Place>) {
    this.#ports = ports;
  }

  get entries(): readonly T[] {
    return this.#entries;
  }

  /** Where the older entries begin that are not read yet; null when all are. */
  get next(): Place | null {
    return this.#next;
  }

  get loading(): boolean {
    return this.#loading;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  get failure(): unknown {
    return this.#failure;
  }

  /** True for entries that came after the first page was read. */
  isNew(key: number): boolean {
    return this.#arrived.has(key);
  }

  /** Reads the first page, or the next older one. */
  async more(): Promise<void> {
    if (this.#loading || (this.#loaded && this.#next === null)) return;
    this.#loading = true;
    try {
      const page = await this.#ports.read(this.#next ?? undefined);
      this.#failure = null;
      this.#merge(page.entries);
      this.#next = page.next;
      this.#loaded = true;
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#loading = false;
    }
  }

  /** Puts entries that came in where they belong; one that is there already changes nothing. */
  add(entries: readonly T[]): void {
    const fresh = this.#unknown(entries);
    if (fresh.length === 0) return;
    this.#arrived = new Set([...this.#arrived, ...fresh.map(this.#ports.keyOf)]);
    this.#merge(fresh);
  }

  /** The newest page again. If it does not reach what is shown, what is shown starts over with it. */
  async readAgain(): Promise<void> {
    if (!this.#loaded) return;
    try {
      const page = await this.#ports.read(undefined);
      if (page.next !== null && this.#unknown(page.entries).length === page.entries.length) {
        this.#entries = [];
        this.#next = page.next;
      }
      this.add(page.entries);
    } catch {
      // What is shown stays; the next news or visit reads again.
    }
  }

  #unknown(entries: readonly T[]): T[] {
    const known = new Set(this.#entries.map(this.#ports.keyOf));
    return entries.filter((entry) => !known.has(this.#ports.keyOf(entry)));
  }

  #merge(more: readonly T[]): void {
    const byKey = new Map([...this.#entries, ...more].map((entry) => [this.#ports.keyOf(entry), entry]));
    this.#entries = [...byKey.values()].sort(this.#ports.order);
  }
}
