import type { Dashboard } from '#contract/dashboard.ts';
import type { Job } from '#contract/jobs.ts';

const POLL_MS = 5000;

export type Topic = 'dashboard' | 'jobs';

export interface TopicPort {
  isLive: () => boolean;
  switch: (topic: Topic, on: boolean) => Promise<{ dashboard: Dashboard | null; jobs: Job[] | null }>;
  readDashboard: () => Promise<Dashboard>;
  readJobs: () => Promise<Job[]>;
}

/** Puts a job's news into the list, newest job first; an older state that arrives late does not win. */
export function withJob(jobs: readonly Job[], job: Job): Job[] {
  const at = jobs.findIndex((known) => known.id === job.id);
  const known = jobs[at];
  if (known === undefined) return [job, ...jobs];
  const over = known.finishedAt !== null && job.finishedAt === null;
  return over ? [...jobs] : jobs.with(at, job);
}

/** The last value of what pages follow as a whole. Pushed over the socket; read every 5 s while it is down. */
export class Topics {
  dashboard = $state.raw<Dashboard | null>(null);
  jobs = $state.raw<Job[] | null>(null);
  /** Why the last read failed while nothing is known yet. */
  failure = $state.raw<unknown>(null);
  readonly #port: TopicPort;
  readonly #followers: Record<Topic, number> = { dashboard: 0, jobs: 0 };
  #poll: ReturnType<typeof setInterval> | null = null;

  constructor(port: TopicPort) {
    this.#port = port;
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
    this.dashboard = null;
    this.jobs = null;
    this.failure = null;
  }

  putDashboard(dashboard: Dashboard): void {
    this.dashboard = dashboard;
    this.failure = null;
  }

  putJob(job: Job): void {
    if (this.jobs !== null) this.jobs = withJob(this.jobs, job);
  }

  #followed(): Topic[] {
    return (['dashboard', 'jobs'] as const).filter((topic) => this.#followers[topic] > 0);
  }

  #begin(topic: Topic): void {
    if (this.#port.isLive()) this.#switch(topic, true);
    else this.#read(topic);
  }

  #switch(topic: Topic, on: boolean): void {
    this.#port
      .switch(topic, on)
      .then((last) => {
        if (!on) return;
        if (last.dashboard !== null) this.putDashboard(last.dashboard);
        if (last.jobs !== null) this.jobs = last.jobs;
      })
      .catch((error: unknown) => {
        this.#failed(topic, error);
      });
  }

  #read(topic: Topic): void {
    const reading =
      topic === 'dashboard'
        ? this.#port.readDashboard().then((dashboard) => {
            this.putDashboard(dashboard);
          })
        : this.#port.readJobs().then((jobs) => {
            this.jobs = jobs;
            this.failure = null;
          });
    reading.catch((error: unknown) => {
      this.#failed(topic, error);
    });
  }

  /** What is shown stays; the pill already says that it is old. */
  #failed(topic: Topic, error: unknown): void {
    if (this[topic] === null) this.failure = error;
  }
}
