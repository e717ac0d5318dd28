import type { UserRow } from '#contract/user-list.ts';
import type { UserRecord } from '#contract/users.ts';
import { getUser, listUsers } from '#lib/api/users.ts';
import { errorText } from '#lib/i18n/errors.ts';

const MOST_FOUND = 8;

/** Finds another user by name, or by a whole e-mail address or identifier, and reads the one that is chosen. */
export class FindUser {
  text = $state('');
  #found = $state.raw<readonly UserRow[] | null>(null);
  #chosen = $state.raw<UserRecord | null>(null);
  #failure = $state('');
  #busy = $state(false);

  /** @param except the user who is looked at already, if there is one */
  constructor(private readonly except: string | null = null) {}

  /** Null before the first search. */
  get found(): readonly UserRow[] | null {
    return this.#found;
  }

  get chosen(): UserRecord | null {
    return this.#chosen;
  }

  /** Why the last step failed, in words. */
  get failure(): string {
    return this.#failure;
  }

  get busy(): boolean {
    return this.#busy;
  }

  async search(): Promise<void> {
    const q = this.text.trim();
    if (q === '') return;
    await this.#try(async () => {
      const kinds = q.includes('@') ? (['email', 'identifier'] as const) : (['identifier', 'name'] as const);
      const pages = await Promise.all(kinds.map((by) => listUsers({ tab: 'users', q, by, limit: MOST_FOUND + 1 })));
      const rows = new Map(pages.flatMap((page) => page.rows).map((row) => [row.id, row]));
      if (this.except !== null) rows.delete(this.except);
      this.#chosen = null;
      this.#found = [...rows.values()].slice(0, MOST_FOUND);
    });
  }

  async choose(id: string): Promise<void> {
    await this.#try(async () => {
      this.#chosen = await getUser(id);
    });
  }

  async #try(step: () => Promise<void>): Promise<void> {
    this.#busy = true;
    this.#failure = '';
    try {
      await step();
    } catch (error) {
      this.#failure = errorText(error);
    } finally {
      this.#busy = false;
    }
  }
}
