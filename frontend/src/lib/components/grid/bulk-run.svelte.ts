import type { Status } from '#contract/codes.ts';
import type { BulkFailure, Selection, StatusStep, StatusStepAnswer } from '#contract/selections.ts';

export interface BulkPorts {
  /** The selection as it is now. */
  select: () => Promise<Selection>;
  step: (id: string, step: StatusStep) => Promise<StatusStepAnswer>;
}

/** `asking` shows what would happen; `stopped` by the person, `failed` when a step got no answer: both can go on. */
export type BulkPhase = 'reading' | 'asking' | 'running' | 'stopped' | 'failed' | 'done';

/** Setting the status of a selection, step by step, so that it can be watched and stopped. */
export class BulkRun {
  #phase = $state<BulkPhase>('reading');
  #selection = $state.raw<Selection | null>(null);
  #error = $state.raw<unknown>(null);
  #changed = $state(0);
  #unchanged = $state(0);
  #failures = $state.raw<readonly BulkFailure[]>([]);
  #after: string | null = null;
  #stopping = false;

  constructor(
    readonly status: Status,
    private readonly ports: BulkPorts,
  ) {}

  get phase(): BulkPhase {
    return this.#phase;
  }

  get selection(): Selection | null {
    return this.#selection;
  }

  /** What went wrong with the last step, while the phase is `failed`. */
  get error(): unknown {
    return this.#error;
  }

  get changed(): number {
    return this.#changed;
  }

  get unchanged(): number {
    return this.#unchanged;
  }

  get failures(): readonly BulkFailure[] {
    return this.#failures;
  }

  get processed(): number {
    return this.#changed + this.#unchanged + this.#failures.length;
  }

  /** Reads what the person is asked to confirm. */
  async read(): Promise<void> {
    this.#phase = 'reading';
    try {
      this.#selection = await this.ports.select();
      this.#phase = 'asking';
    } catch (error) {
      this.#error = error;
      this.#phase = 'failed';
    }
  }

  /** Takes steps until the end, or until it is stopped. Called again it goes on where it was. */
  async run(): Promise<void> {
    if (this.#selection === null) return this.read();
    if (this.#phase === 'running' || this.#phase === 'done') return;
    this.#phase = 'running';
    this.#stopping = false;
    try {
      for (;;) {
        const { changed, unchanged, failures, next } = await this.ports.step(this.#selection.id, {
          status: this.status,
          after: this.#after,
        });
        this.#changed += changed;
        this.#unchanged += unchanged;
        this.#failures = [...this.#failures, ...failures];
        this.#after = next;
        if (next === null || this.#isStopping()) break;
      }
      this.#phase = this.#after === null ? 'done' : 'stopped';
    } catch (error) {
      this.#error = error;
      this.#phase = 'failed';
    }
  }

  #isStopping(): boolean {
    return this.#stopping;
  }

  /** The step under way is finished; none follows. */
  stop(): void {
    this.#stopping = true;
  }
}
