import type { ListQuery, UserPage, UserRow } from '#contract/user-list.ts';
import { isAborted, isProblem } from '#lib/api/problem.ts';
import type { FeedListener, Subscription } from '#lib/realtime/feed.ts';
import { Highlights } from '#lib/record/highlights.svelte.ts';
import { settings } from '#lib/settings/settings.svelte.ts';
import { openPage, receive, takePage, takeRows, type ListPage, type Step } from './list-page.ts';
import { sameRows } from './list-url.ts';

export interface ListPorts {
  readPage: (query: ListQuery, signal: AbortSignal) => Promise<UserPage>;
  readRows: (ids: string[]) => Promise<{ rows: UserRow[]; seq: number }>;
  subscribe: (listener: FeedListener) => Subscription;
}

/** Changes of one moment are read again together. */
const GATHER_MS = 80;
const HIGHLIGHT_MS = 2000;
/** A job's bulk change tells every open list at once; they read again spread over this time. */
const RESYNC_SPREAD_MS = 600;

/** The list of users on screen: one page, kept true by the change feed. */
export class LiveList {
  #list = $state.raw<ListPage | null>(null);
  #failure = $state.raw<'forbidden' | 'failed' | null>(null);
  #loading = $state(false);
  readonly highlights = new Highlights<true>(HIGHLIGHT_MS);

  readonly #ports: ListPorts;
  readonly #subscription: Subscription;
  #request: AbortController | null = null;
  /** What is being read, or was read last; the same view asked for twice is read once. */
  #query: ListQuery | null = null;
  readonly #stale = new Set<string>();
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #resyncing: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: ListPorts) {
    this.#ports = ports;
    this.#subscription = ports.subscribe({
      onChange: (change) => {
        const lastFirst = settings.value('name_display').order === 'last-first';
        if (this.#list !== null) this.#take(receive(this.#list, change, lastFirst));
      },
      onResync: () => {
        this.#resyncing ??= setTimeout(() => void this.#readAgain(), Math.random() * RESYNC_SPREAD_MS);
      },
    });
  }

  /** Null until the first page came. Old rows stay while a new page is read. */
  get list(): ListPage | null {
    return this.#list;
  }

  get rows(): readonly UserRow[] {
    return this.#list?.page.rows ?? [];
  }

  get loading(): boolean {
    return this.#loading;
  }

  get failure(): 'forbidden' | 'failed' | null {
    return this.#failure;
  }

  isDeleted(id: string): boolean {
    return this.#list?.deleted.has(id) ?? false;
  }

  /** Shows this state of the list; the request before it is dropped. */
  async show(query: ListQuery): Promise<void> {
    if (this.#query === null || !sameRows(this.#query, query)) await this.#read(query);
  }

  /** Reads the page again: the order is fresh, deleted rows go, new ones come. */
  async refresh(): Promise<void> {
    if (this.#query !== null) await this.#read(this.#query);
  }

  stop(): void {
    this.#subscription.stop();
    this.#request?.abort();
    clearTimeout(this.#gathering);
    clearTimeout(this.#resyncing);
    this.highlights.stop();
  }

  async #read(query: ListQuery): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.#query = query;
    this.#loading = true;
    try {
      const page = await this.#ports.readPage(query, request.signal);
      this.#failure = null;
      this.#list = openPage(query, page);
      this.#stale.clear();
      this.#subscription.since(page.seq);
    } catch (error) {
      if (isAborted(error) || this.#request !== request) return;
      this.#failure = isProblem(error, 'permission.denied') ? 'forbidden' : 'failed';
    } finally {
      if (this.#request === request) this.#loading = false;
    }
  }

  /** After a gap: what is on screen becomes true again, but stays where it is. */
  async #readAgain(): Promise<void> {
    this.#resyncing = undefined;
    const opened = this.#request;
    const list = this.#list;
    if (list === null || opened === null || this.#loading) return;
    try {
      const page = await this.#ports.readPage(list.query, opened.signal);
      if (this.#list === null || this.#request !== opened) return;
      this.#take(takePage(this.#list, page));
      this.#subscription.since(page.seq);
    } catch {
      // Old rows stay; the connection's next resync, or the person, asks again.
    }
  }

  #take(step: Step): void {
    this.#list = step.list;
    for (const id of step.touched) this.highlights.light(id, true);
    if (step.stale.length === 0) return;
    for (const id of step.stale) this.#stale.add(id);
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => void this.#readStale(), GATHER_MS);
  }

  async #readStale(): Promise<void> {
    const ids = [...this.#stale];
    const opened = this.#request;
    this.#stale.clear();
    try {
      const { rows } = await this.#ports.readRows(ids);
      // A page read meanwhile is newer than these rows or does not show them.
      if (this.#list !== null && this.#request === opened) this.#take(takeRows(this.#list, ids, rows));
    } catch {
      // The rows stay as they are; the next change of one of them asks again.
    }
  }
}
