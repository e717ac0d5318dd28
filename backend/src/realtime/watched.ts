import { Injectable } from '@nestjs/common';
import type { Dashboard } from '../contract/dashboard.js';
import type { Job } from '../contract/jobs.js';
import type { Audience } from '../contract/grants.js';
import type { PermissionClass } from '../contract/permissions.js';
import type { RecordLock, RecordPresence } from '../contract/realtime.js';

export interface TopicValues {
  dashboard: Dashboard | null;
  jobs: Job[] | null;
}
type Topic = keyof TopicValues;
type TopicSource<T extends Topic> = (audience: Audience) => Promise<TopicValues[T]>;

/** Who is on these records, each as whoever asks may see it. */
type PresenceSource = (seen: ReadonlyMap<string, PermissionClass>) => RecordPresence[];

/** Features say here what a newcomer is told at once about the records and topics it watches. */
@Injectable()
export class Watched {
  private presence: PresenceSource = () => [];
  private locks: (ids: readonly string[]) => RecordLock[] = () => [];
  private readonly topics: { [T in Topic]?: TopicSource<T> } = {};

  servePresence(source: PresenceSource): void {
    this.presence = source;
  }

  serveLocks(source: (ids: readonly string[]) => RecordLock[]): void {
    this.locks = source;
  }

  serveDashboard(source: TopicSource<'dashboard'>): void {
    this.topics.dashboard = source;
  }

  serveJobs(source: TopicSource<'jobs'>): void {
    this.topics.jobs = source;
  }

  records(seen: ReadonlyMap<string, PermissionClass>): { presence: RecordPresence[]; locks: RecordLock[] } {
    return { presence: this.presence(seen), locks: this.locks([...seen.keys()]) };
  }

  async topic(topic: Topic, audience: Audience): Promise<TopicValues> {
    return {
      dashboard: topic === 'dashboard' ? ((await this.topics.dashboard?.(audience)) ?? null) : null,
      jobs: topic === 'jobs' ? ((await this.topics.jobs?.(audience)) ?? null) : null,
    };
  }
}
