import { resolve } from '$app/paths';
import type { ListQueryInput } from '#contract/user-list.ts';
import { toQueryString } from './api/request.ts';

/** Addresses of the portal's pages, in one place, so that a page can move. */

export function usersLink(query: ListQueryInput = {}): string {
  return resolve('/users') + toQueryString(query);
}

export function userLink(id: string, tab?: string): string {
  return resolve('/users/[id]', { id }) + toQueryString({ tab });
}

export function jobLink(id: string): string {
  return resolve('/jobs/[id]', { id });
}
