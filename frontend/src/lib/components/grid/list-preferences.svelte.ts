import type { ListPreferences } from '#contract/preferences.ts';
import { INITIAL_LIST_PREFERENCES } from '#contract/preferences.ts';
import { keepListPreferences, readListPreferences } from '#lib/api/list.ts';

/** How the person who is signed in likes the list; the portal keeps it, so every browser of theirs knows. */
class PersonalList {
  #value = $state.raw<ListPreferences>(INITIAL_LIST_PREFERENCES);
  #userId: string | null = null;
  #kept: Promise<unknown> = Promise.resolve();

  get value(): ListPreferences {
    return this.#value;
  }

  /** Reads them once a person. The list works without them, so a failure leaves the product's own. */
  async load(userId: string): Promise<void> {
    if (this.#userId === userId) return;
    this.#value = INITIAL_LIST_PREFERENCES;
    try {
      this.#value = await readListPreferences();
      this.#userId = userId;
    } catch {
      // Asked again when the list is opened again.
    }
  }

  /** Holds at once; the portal is told. @throws what the portal says when it could not keep it */
  async keep(change: Partial<ListPreferences>): Promise<void> {
    this.#value = { ...this.#value, ...change };
    // One after the other, so that what was pressed last is what is kept.
    const keeping = this.#kept.then(() => keepListPreferences(this.#value));
    this.#kept = keeping.catch(() => undefined);
    await keeping;
  }
}

export const personalList = new PersonalList();
