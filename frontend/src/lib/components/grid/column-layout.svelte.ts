import { SvelteMap } from 'svelte/reactivity';
import { COLUMN_WIDTH, type ListColumn } from '#contract/list-columns.ts';
import type { ListPreferences } from '#contract/preferences.ts';

export type Widths = ListPreferences['widths'];

/** By how much a press of a key or a button changes a width. */
export const WIDTH_STEP = 16;
/** The name column holds a check box and a card besides the name. */
const LEAST_NAME = 160;
/** How much of the list pinned columns may take, so that the others can be seen at all. */
const MOST_PINNED = 0.7;

export function inRange(column: ListColumn, width: number): number {
  const least = column === 'name' ? LEAST_NAME : COLUMN_WIDTH.least;
  return Math.min(Math.max(Math.round(width), least), COLUMN_WIDTH.most);
}

export function withWidth(widths: Widths, column: ListColumn, width: number | null): Widths {
  const { [column]: _replaced, ...others } = widths;
  return width === null ? others : { ...others, [column]: inRange(column, width) };
}

/** How wide the columns on screen are, and where those that stay in sight stand. */
export class ColumnLayout {
  /** Width of what the list has to show its columns in. */
  room = $state(0);
  readonly #preferences: () => Pick<ListPreferences, 'pinned' | 'widths'>;
  readonly #measured = new SvelteMap<ListColumn, number>();
  #dragged = $state.raw<{ column: ListColumn; width: number } | null>(null);

  constructor(preferences: () => Pick<ListPreferences, 'pinned' | 'widths'>) {
    this.#preferences = preferences;
  }

  /** The width a person gave to a column, or is giving to it; null where what it shows decides. */
  given(column: ListColumn): number | null {
    if (this.#dragged?.column === column) return this.#dragged.width;
    return this.#preferences().widths[column] ?? null;
  }

  /** How wide the column is; the last known width for one that is not shown now. */
  width(column: ListColumn): number {
    return this.given(column) ?? this.#measured.get(column) ?? COLUMN_WIDTH.least;
  }

  measure(column: ListColumn, width: number): void {
    if (width > 0) this.#measured.set(column, width);
  }

  isPinned(column: ListColumn): boolean {
    return this.#preferences().pinned.includes(column);
  }

  /** The columns in the order in which they stand: pinned ones first. */
  inOrder(columns: readonly ListColumn[]): ListColumn[] {
    return [
      ...columns.filter((column) => this.isPinned(column)),
      ...columns.filter((column) => !this.isPinned(column)),
    ];
  }

  /** How far from the start each pinned column stays, as long as there is room for the others beside them. */
  places(columns: readonly ListColumn[]): ReadonlyMap<ListColumn, number> {
    const places = new Map<ListColumn, number>();
    let at = this.#measured.get('name') ?? this.width('name');
    for (const column of this.inOrder(columns).filter((one) => this.isPinned(one))) {
      const end = at + (this.#measured.get(column) ?? this.width(column));
      if (end > this.room * MOST_PINNED) break;
      places.set(column, at);
      at = end;
    }
    return places;
  }

  drag(column: ListColumn, width: number): void {
    this.#dragged = { column, width: inRange(column, width) };
  }

  /** Ends the drag. Returns the width the column was given; null if none was under way. */
  drop(): number | null {
    const width = this.#dragged?.width ?? null;
    this.#dragged = null;
    return width;
  }
}
