import { newId } from '../ids.ts';

const KEY = 'tab-id';

/** Resolves true when this tab alone holds the id. The lock goes with the tab, so nothing has to be cleaned up. */
function claim(id: string): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`tab:${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}

/** The id of this browser tab. It outlives a reload; a duplicated tab, which inherits it, gets its own. */
export async function tabId(): Promise<string> {
  const known = sessionStorage.getItem(KEY);
  if (known !== null && (await claim(known))) return known;
  const fresh = newId();
  sessionStorage.setItem(KEY, fresh);
  await claim(fresh);
  return fresh;
}
