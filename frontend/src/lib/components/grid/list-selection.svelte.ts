import { SvelteSet } from 'svelte/reactivity';
import type { Selection, SelectUsersInput } from '#contract/selections.ts';

/** Which users of the list are selected: some picked by hand, or a whole list that the server keeps. */
export class ListSelection {
  readonly #picked = new SvelteSet<string>();
  #whole = $state.raw<Selection | null>(null);
  /** The row picked last, from which Shift selects a range. */
  #anchor: string | null = null;

  /** The whole list's selection, if it was selected as a whole. */
  get whole(): Selection | null {
    return this.#whole;
  }

  get count(): number {
    return this.#whole?.count ?? this.#picked.size;
  }

  has(id: string): boolean {
    return this.#whole !== null || this.#picked.has(id);
  }

  /** How much of the page is selected. */
  of(page: readonly string[]): 'none' | 'some' | 'all' {
    const selected = page.filter((id) => this.has(id)).length;
    if (selected === 0) return 'none';
    return selected === page.length ? 'all' : 'some';
  }

  /** Picks one row of the page or lets it go; with `range`, all rows between it and the one picked before. */
  pick(page: readonly string[], id: string, on: boolean, range = false): void {
    this.#leaveWhole(page);
    const from = range && this.#anchor !== null ? page.indexOf(this.#anchor) : -1;
    const to = page.indexOf(id);
    const ids = from < 0 ? [id] : page.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.#set(ids, on);
    if (from < 0) this.#anchor = id;
  }

  pickPage(page: readonly string[], on: boolean): void {
    if (!on) this.clear();
    this.#set(page, on);
    this.#anchor = null;
  }

  pickAll(whole: Selection): void {
    this.clear();
    this.#whole = whole;
  }

  clear(): void {
    this.#picked.clear();
    this.#whole = null;
    this.#anchor = null;
  }

  /** What the server is asked to select; for users picked by hand. */
  wanted(): SelectUsersInput {
    return { ids: [...this.#picked] };
  }

  /** One row taken out of "all" leaves what is on screen: nobody can see what else would stay selected. */
  #leaveWhole(page: readonly string[]): void {
    if (this.#whole === null) return;
    this.clear();
    this.#set(page, true);
  }

  #set(ids: readonly string[], on: boolean): void {
    for (const id of ids) {
      if (on) this.#picked.add(id);
      else this.#picked.delete(id);
    }
  }
}
