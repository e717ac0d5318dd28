import type { Reject } from '#contract/jobs.ts';
import { isAborted } from '#lib/api/problem.ts';
import type { RejectPage } from '#lib/api/jobs.ts';

const PAGE = 100;
/** While a job runs, new rejects are fetched this long after they were counted, not one request for each. */
const SETTLE_MS = 1500;

type Read = (after: number, limit: number, signal: AbortSignal) => Promise<RejectPage>;

/** The rejected records of one job, in the order of the file, read a page at a time. */
export class Rejects {
  rows = $state.raw<Reject[]>([]);
  failure = $state.raw<unknown>(null);
  loading = $state(false);
  /** True when the portal has said that nothing follows the last row. */
  complete = $state(false);
  readonly #read: Read;
  readonly #leaving = new AbortController();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(read: Read) {
    this.#read = read;
  }

  async more(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.failure = null;
    try {
      const page = await this.#read(this.rows.at(-1)?.id ?? 0, PAGE, this.#leaving.signal);
      this.rows = [...this.rows, ...page.rejects];
      this.complete = page.next === null;
    } catch (error) {
      if (!isAborted(error)) this.failure = error;
    } finally {
      this.loading = false;
    }
  }

  /** The job counts this many rejects by now: a table that was complete grows. */
  counted(rejected: number): void {
    if (!this.complete || rejected <= this.rows.length || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.more();
    }, SETTLE_MS);
  }

  stop(): void {
    this.#leaving.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
