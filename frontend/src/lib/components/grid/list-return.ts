import type { ListQuery } from '#contract/user-list.ts';
import { usersLink } from '#lib/links.ts';
import { personalList } from './list-preferences.svelte.ts';
import { DEFAULT_QUERY, shortQuery } from './list-url.ts';

let last: ListQuery = DEFAULT_QUERY;

/** Remembers what the list showed in this tab, so that Save and "back" return to it and not to its beginning. */
export function rememberList(query: ListQuery): void {
  last = query;
}

export function listLink(): string {
  return usersLink(shortQuery(last, personalList.value));
}
