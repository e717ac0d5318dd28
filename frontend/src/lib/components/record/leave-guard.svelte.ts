import type { BeforeNavigate } from '$app/navigation';
import { someHoldText } from '#lib/components/ui/typed-dialogs.ts';

/** Stops leaving a page that holds unsaved text until the person says so. */
export class LeaveGuard {
  #asked = $state.raw<(() => void) | null>(null);
  #letGo = false;

  constructor(
    private readonly unsaved: () => boolean,
    private readonly go: (navigation: BeforeNavigate) => void,
  ) {}

  /** A navigation waits for an answer. */
  get asking(): boolean {
    return this.#asked !== null;
  }

  /** For `beforeNavigate`. Moving within the page (a tab of the record) loses nothing and is not asked about. */
  check(navigation: BeforeNavigate): void {
    // A dialog that holds text has stopped it already, and asks about its own first.
    if (this.#letGo || someHoldText() || !this.unsaved()) return;
    const { from, to } = navigation;
    if (to !== null && from !== null && to.url.pathname === from.url.pathname) return;
    navigation.cancel();
    // Leaving the document is asked about by the browser itself.
    if (navigation.type === 'leave') return;
    this.#asked = () => {
      this.go(navigation);
    };
  }

  stay(): void {
    this.#asked = null;
  }

  leave(): void {
    const go = this.#asked;
    this.#asked = null;
    this.#letGo = true;
    go?.();
  }
}
