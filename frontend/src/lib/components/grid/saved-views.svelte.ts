import type { ListQuery } from '#contract/user-list.ts';
import type { SavedView, ViewState } from '#contract/views.ts';
import * as api from '#lib/api/list.ts';
import { sameRows } from './list-url.ts';

/** What a view keeps of the list's state. */
export function stateOf({ cursor: _cursor, ...state }: ListQuery): ViewState {
  return state;
}

/** Does the list show this view, on whichever of its pages? */
export function isShown(view: SavedView, query: ListQuery): boolean {
  const { columns } = view.state;
  return columns === query.columns && sameRows(view.state, { ...query, cursor: undefined });
}

/** The views the person can open: their own and those that were shared. Every answer brings all of them. */
export class SavedViews {
  #all = $state.raw<readonly SavedView[]>([]);

  get all(): readonly SavedView[] {
    return this.#all;
  }

  async read(): Promise<void> {
    this.#all = await api.listViews();
  }

  async add(name: string, shared: boolean, state: ViewState): Promise<void> {
    this.#all = await api.addView({ name, shared, state });
  }

  async change(view: SavedView, change: Partial<Pick<SavedView, 'name' | 'shared' | 'state'>>): Promise<void> {
    const { name, shared, state, version: baseVersion } = { ...view, ...change };
    this.#all = await api.changeView(view.id, { baseVersion, name, shared, state });
  }

  async remove(view: SavedView): Promise<void> {
    this.#all = await api.removeView(view.id);
  }
}
