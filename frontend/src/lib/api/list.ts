import type { ListPreferences } from '#contract/preferences.ts';
import { listPreferencesSchema } from '#contract/preferences.ts';
import type { Selection, SelectUsersInput, StatusStep, StatusStepAnswer } from '#contract/selections.ts';
import { selectionSchema, statusStepAnswerSchema } from '#contract/selections.ts';
import type { Suggestion } from '#contract/suggestions.ts';
import { suggestionsSchema } from '#contract/suggestions.ts';
import type { ExportQuery } from '#contract/user-list.ts';
import type { ChangeView, NewView, SavedView } from '#contract/views.ts';
import { savedViewsSchema } from '#contract/views.ts';
import { request, toQueryString } from './request.ts';

/** Everything around the list of users: suggestions, selections, views, preferences, export. */

export async function suggestUsers(q: string, signal?: AbortSignal): Promise<Suggestion[]> {
  return (await request('GET', '/users/suggestions', suggestionsSchema, { query: { q }, signal })).suggestions;
}

export function selectUsers(wanted: SelectUsersInput): Promise<Selection> {
  return request('POST', '/users/selections', selectionSchema, { body: wanted });
}

export function readSelection(id: string): Promise<Selection> {
  return request('GET', `/users/selections/${id}`, selectionSchema);
}

/** One step of setting a status; a step that got no answer is sent again, which changes nobody twice. */
export function setStatusStep(id: string, step: StatusStep): Promise<StatusStepAnswer> {
  return request('POST', `/users/selections/${id}/status`, statusStepAnswerSchema, { body: step });
}

/** Where a browser downloads the list as CSV. */
export function exportAddress(query: ExportQuery): string {
  return `/api/users/export${toQueryString(query)}`;
}

export function readListPreferences(): Promise<ListPreferences> {
  return request('GET', '/preferences/list', listPreferencesSchema);
}

export function keepListPreferences(preferences: ListPreferences): Promise<ListPreferences> {
  return request('PUT', '/preferences/list', listPreferencesSchema, { body: preferences });
}

export async function listViews(): Promise<SavedView[]> {
  return (await request('GET', '/views', savedViewsSchema)).views;
}

export async function addView(view: NewView): Promise<SavedView[]> {
  return (await request('POST', '/views', savedViewsSchema, { body: view })).views;
}

export async function changeView(id: string, change: ChangeView): Promise<SavedView[]> {
  return (await request('PUT', `/views/${id}`, savedViewsSchema, { body: change })).views;
}

export async function removeView(id: string): Promise<SavedView[]> {
  return (await request('DELETE', `/views/${id}`, savedViewsSchema)).views;
}
