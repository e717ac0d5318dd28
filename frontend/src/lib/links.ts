import { resolve } from '$app/paths';
import type { AccessKind } from '#contract/access-log.ts';
import type { HistoryFilter } from '#contract/changes.ts';
import { toQueryString } from './api/request.ts';
import type { UserQuery } from './api/users.ts';

/** Addresses of the portal's pages, in one place, so that a page can move. */

/** Where everybody begins; the page there sends each to what they may see. */
export function homeLink(): string {
  return resolve('/(app)');
}

export function meLink(): string {
  return resolve('/(app)/me');
}

export function dashboardLink(): string {
  return resolve('/(app)/dashboard');
}

export function usersLink(query: UserQuery = {}): string {
  return resolve('/(app)/users') + toQueryString(query);
}

export function lockedUsersLink(): string {
  return resolve('/(app)/users/locked');
}

export interface AccessLogPlace {
  kind?: AccessKind;
  /** Whom it is about, or who did it. */
  user?: string;
  key?: string;
  ip?: string;
  /** First and last day, `YYYY-MM-DD`. */
  from?: string;
  to?: string;
}

export function accessLogLink(place: AccessLogPlace = {}): string {
  return resolve('/(app)/users/access-log') + toQueryString({ ...place });
}

export function newUserLink(): string {
  return resolve('/(app)/users/new');
}

export function userLink(id: string, tab?: string): string {
  return resolve('/(app)/users/[id]', { id }) + toQueryString({ tab });
}

/** The History tab: filtered, or at one entry. */
export function historyLink(id: string, query: HistoryFilter & { change?: number } = {}): string {
  return resolve('/(app)/users/[id]', { id }) + toQueryString({ tab: 'history', ...query });
}

export function jobsLink(): string {
  return resolve('/(app)/jobs');
}

export function jobLink(id: string): string {
  return resolve('/(app)/jobs/[id]', { id });
}

export type SettingsSection =
  | 'parameters'
  | 'mandatory-fields'
  | 'code-tables'
  | 'identifier-generation'
  | 'name-display'
  | 'passwords'
  | 'directory'
  | 'sessions'
  | 'api-keys';

export function settingsLink(section: SettingsSection = 'parameters', query: { table?: string } = {}): string {
  return resolve('/(app)/settings/[section]', { section }) + toQueryString(query);
}

export function passwordLink(): string {
  return resolve('/(auth)/password');
}

/** The sign-in page; `from` is where the person wanted to go. */
export function signInLink(from: URL | null): string {
  return resolve('/(auth)/login') + toQueryString({ next: from === null ? null : from.pathname + from.search });
}
