import type { PermissionClass } from '../contract/permissions.js';
import { maySeeField } from '../contract/permissions.js';
import type { Person, PresenceUpdate, RecordPresence } from '../contract/realtime.js';

/** A tab is forgotten when it has not been heard of for this long (it renews every 10 s). */
export const TAB_LIVES_MS = 25_000;
/** A broken connection may come back within this time before anybody sees its tab leave. */
export const GRACE_MS = 8_000;

/** One open tab of one person. `goneAt` is set while its connection is broken. */
export interface Tab {
  tabId: string;
  userId: string;
  name: string;
  place: string;
  recordId: string | null;
  mode: Person['mode'];
  field: string | null;
  since: string;
  heardAt: number;
  goneAt: number | null;
}

/** Who is where. Nothing here is durable, and nothing here ever refuses a write. Times are milliseconds, monotonic. */
export class PresenceState {
  private readonly tabs = new Map<string, Tab>();

  /** Notes where a tab is; returns the records whose presence this changes. */
  set(who: { tabId: string; userId: string; name: string }, update: PresenceUpdate, now: number): string[] {
    const before = this.tabs.get(who.tabId);
    const stayed = before?.recordId === update.recordId ? before : undefined;
    const since = stayed?.since ?? new Date().toISOString();
    this.tabs.set(who.tabId, { ...who, ...update, since, heardAt: now, goneAt: null });
    const same = stayed?.mode === update.mode && stayed.field === update.field && stayed.goneAt === null;
    return same ? [] : recordsOf(before?.recordId, update.recordId);
  }

  /** A person is called otherwise from now on; returns the records on which they are seen. */
  rename(userId: string, name: string): string[] {
    const renamed = this.all().filter((tab) => tab.userId === userId && tab.name !== name);
    for (const tab of renamed) tab.name = name;
    return recordsOf(...renamed.map((tab) => tab.recordId));
  }

  /** A tab said goodbye, or its owner's session ended. */
  leave(tabId: string): string[] {
    const tab = this.tabs.get(tabId);
    this.tabs.delete(tabId);
    return recordsOf(tab?.recordId);
  }

  /** Somebody was deleted: whatever tab of theirs is still open, nobody sees it any more. */
  forget(userId: string): string[] {
    const gone = [...this.tabs.values()].filter((tab) => tab.userId === userId);
    for (const tab of gone) this.tabs.delete(tab.tabId);
    return recordsOf(...gone.map((tab) => tab.recordId));
  }

  /** A connection broke; the tab stays for the grace period. */
  broke(tabId: string, now: number): void {
    const tab = this.tabs.get(tabId);
    if (tab !== undefined) tab.goneAt = now;
  }

  /** Forgets who has not been heard of; returns the records whose presence this changes. */
  sweep(now: number): string[] {
    const gone = [...this.tabs.values()].filter(
      (tab) => now - tab.heardAt > TAB_LIVES_MS || (tab.goneAt !== null && now - tab.goneAt > GRACE_MS),
    );
    for (const tab of gone) this.tabs.delete(tab.tabId);
    return recordsOf(...gone.map((tab) => tab.recordId));
  }

  /** Every tab of this node. */
  all(): Tab[] {
    return [...this.tabs.values()];
  }
}

function recordsOf(...ids: (string | null | undefined)[]): string[] {
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

/** People on a record as a reader of this class may see them: a focus on a hidden field does not show. */
export function peopleOn(tabs: readonly Tab[], recordId: string, permissionClass: PermissionClass): RecordPresence {
  const people = tabs
    .filter((tab) => tab.recordId === recordId)
    .map(({ tabId, userId, name, mode, field, since }): Person => {
      const shown = field !== null && maySeeField(permissionClass, field) ? field : null;
      return { tabId, userId, name, mode, field: shown, since };
    });
  return { recordId, people };
}
