import type { Deletion } from '#contract/deletion.ts';
import type { DeletionFollower } from '#lib/realtime/deletion-topic.ts';

export interface DeletionPorts {
  follow: (follower: DeletionFollower) => () => void;
  askAgain: () => void;
  delete: (id: string, version: number) => Promise<void>;
}

/** `refused`: something came in between, which is now shown. `wrong`: what was typed is not the identifier. */
export type DeletionResult = 'deleted' | 'refused' | 'wrong';

/** The dialog that deletes a user: what stands against it, kept true, and the typed confirmation. */
export class OpenDeletion {
  #deletion = $state.raw<Deletion | null>(null);
  #gone = $state(false);
  #failure = $state.raw<unknown>(null);
  #changed = $state(false);
  #wasBlocked = $state(false);
  #busy = $state(false);
  #wrong = $state(false);
  #typed = $state('');
  readonly #id: string;
  readonly #ports: DeletionPorts;
  readonly #leave: () => void;

  constructor(id: string, ports: DeletionPorts) {
    this.#id = id;
    this.#ports = ports;
    this.#leave = ports.follow({
      recordId: id,
      onNews: (deletion) => {
        this.#take(deletion);
      },
      onFailure: (error) => {
        if (this.#deletion === null) this.#failure = error;
      },
    });
  }

  /** Null until the first answer. */
  get deletion(): Deletion | null {
    return this.#deletion;
  }

  /** There is no such user any more. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Why the reasons could not be read, or the deletion not be done. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The record was changed while the dialog was open, so the confirmation begins anew. */
  get changed(): boolean {
    return this.#changed;
  }

  /** Something stood in the way and is gone. */
  get cleared(): boolean {
    return this.#wasBlocked && this.#deletion?.blockers.length === 0;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get wrong(): boolean {
    return this.#wrong;
  }

  get typed(): string {
    return this.#typed;
  }

  set typed(text: string) {
    this.#typed = text;
    this.#wrong = false;
  }

  async confirm(): Promise<DeletionResult> {
    const deletion = this.#deletion;
    if (deletion === null || deletion.blockers.length > 0 || this.#busy) return 'refused';
    this.#wrong = this.#typed.trim() !== deletion.primaryId;
    if (this.#wrong) return 'wrong';
    this.#busy = true;
    this.#failure = null;
    try {
      await this.#ports.delete(this.#id, deletion.version);
      return 'deleted';
    } catch (error) {
      this.#failure = error;
      this.#ports.askAgain();
      return 'refused';
    } finally {
      this.#busy = false;
    }
  }

  stop(): void {
    this.#leave();
  }

  #take(deletion: Deletion | null): void {
    // What the person's own deletion does is answered by the deletion.
    if (this.#busy) return;
    const before = this.#deletion;
    this.#deletion = deletion;
    this.#gone = deletion === null;
    if (deletion === null) return;
    if (before === null) this.#failure = null;
    if (before !== null && deletion.version !== before.version) {
      this.#changed = true;
      this.typed = '';
    }
    if (deletion.blockers.length > 0) this.#wasBlocked = true;
  }
}
