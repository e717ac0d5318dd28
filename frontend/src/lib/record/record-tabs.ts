import type { ListName } from '#contract/list-rows.ts';
import type { UserRecord } from '#contract/users.ts';
import type { Draft } from './draft.ts';
import { draftRows, listOf } from './draft-rows.ts';

/** Tabs of the record, in their order. */
export const RECORD_TABS = ['general', 'contact', 'identifiers', 'notes', 'attachments', 'history', 'roles'] as const;
export type RecordTab = (typeof RECORD_TABS)[number];

const LISTS: Partial<Record<RecordTab, readonly ListName[]>> = {
  contact: ['addresses', 'phones', 'emails'],
  identifiers: ['identifiers'],
  notes: ['notes'],
  roles: ['roles'],
};

export function asTab(name: string | null): RecordTab {
  return RECORD_TABS.find((tab) => tab === name) ?? 'general';
}

/** Tabs there are for a reader: who may not see notes or history has no tab of them. */
export function tabsFor(record: UserRecord, mayReadHistory: boolean): RecordTab[] {
  return RECORD_TABS.filter((tab) => {
    if (tab === 'notes') return record.notes !== undefined;
    return tab !== 'history' || mayReadHistory;
  });
}

/** The tab on which a field, a list or a row (`phones:<id>`) is. */
export function tabOf(target: string): RecordTab {
  const list = listOf(target);
  return RECORD_TABS.find((tab) => list !== null && LISTS[tab]?.includes(list)) ?? 'general';
}

/** How many rows a tab will have after the save; null for a tab without lists. */
export function rowCount(draft: Draft, tab: RecordTab): number | null {
  const lists = LISTS[tab];
  if (lists === undefined) return null;
  const rows = lists.flatMap((list) => draftRows(draft.rows, draft.server, list));
  return rows.filter(({ state }) => state !== 'removed').length;
}

/** Id of the element that shows what an error (`title`, `emails`, `phones:<id>/number`) is about. */
export function placeOf(error: string): string {
  const [target = ''] = error.split('/');
  const list = listOf(target);
  if (list === null) return `field-${target}`;
  return target === list ? `list-${list}` : `row-${target.replace(':', '-')}`;
}
