import type { Dashboard } from '#contract/dashboard.ts';
import type { Job } from '#contract/jobs.ts';
import { TOPICS, type Topic, type TopicValues } from '#contract/realtime.ts';

const POLL_MS = 5000;

export interface TopicPort {
  isLive: () => boolean;
  switch: (topic: Topic, on: boolean) => Promise<TopicValues>;
  read: { [T in Topic]: () => Promise<TopicValues[T]> };
}

/** Puts a job's news into the list, newest job first; an older state that arrives late does not win. */
export function withJob(jobs: readonly Job[], job: Job): Job[] {
  const at = jobs.findIndex((known) => known.id === job.id);
  const known = jobs[at];
  if (known === undefined) return [job, ...jobs];
  const over = known.finishedAt !== null && job.finishedAt === null;
  return over ? [...jobs] : jobs.with(at, job);
}

const NO_VALUES: TopicValues = { dashboard: null, jobs: null, 'access-log': null };

/** The last value of what pages follow as a whole. Pushed over the socket; read every 5 s while it is down. */
export class Topics {
  #values = $state.raw<TopicValues>(NO_VALUES);
  /** Why the last read failed while nothing is known yet. */
  failure = $state.raw<unknown>(null);
  readonly #port: TopicPort;
  readonly #followers: Record<Topic, number> = { dashboard: 0, jobs: 0, 'access-log': 0 };
  #poll: ReturnType<typeof setInterval> | null = null;

  constructor(port: TopicPort) {
    this.#port = port;
  }

  get dashboard(): Dashboard | null {
    return this.#values.dashboard;
  }

  get jobs(): Job[] | null {
    return this.#values.jobs;
  }

  /** Id of the newest entry of the access log. */
  get newestAccess(): number | null {
    return this.#values['access-log'];
  }

  /** Follows a topic until the returned function is called. */
  follow(topic: Topic): () => void {
    this.#followers[topic] += 1;
    if (this.#followers[topic] === 1) this.#begin(topic);
    return () => {
      this.#followers[topic] -= 1;
      if (this.#followers[topic] === 0 && this.#port.isLive()) this.#switch(topic, false);
    };
  }

  linkUp(): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#poll = null;
    for (const topic of this.#followed()) this.#switch(topic, true);
  }

  linkDown(): void {
    this.#poll ??= setInterval(() => {
      for (const topic of this.#followed()) this.#read(topic);
    }, POLL_MS);
  }

  stop(): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#poll = null;
    this.#values = NO_VALUES;
    this.failure = null;
  }

  put<T extends Topic>(topic: T, value: TopicValues[T]): void {
    this.#values = { ...this.#values, [topic]: value };
    this.failure = null;
  }

  putJob(job: Job): void {
    if (this.jobs !== null) this.put('jobs', withJob(this.jobs, job));
  }

  #followed(): Topic[] {
    return TOPICS.filter((topic) => this.#followers[topic] > 0);
  }

  #begin(topic: Topic): void {
    if (this.#port.isLive()) this.#switch(topic, true);
    else this.#read(topic);
  }

  #switch(topic: Topic, on: boolean): void {
    this.#port
      .switch(topic, on)
      .then((last) => {
        if (on && last[topic] !== null) this.put(topic, last[topic]);
      })
      .catch((error: unknown) => {
        this.#failed(topic, error);
      });
  }

  #read(topic: Topic): void {
    this.#port.read[topic]()
      .then((value) => {
        this.put(topic, value);
      })
      .catch((error: unknown) => {
        this.#failed(topic, error);
      });
  }

  /** What is shown stays; the pill already says that it is old. */
  #failed(topic: Topic, error: unknown): void {
    if (this.#values[topic] === null) this.failure = error;
  }
}
