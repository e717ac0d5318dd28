import { Injectable } from '@nestjs/common';
import type { Dashboard } from '../contract/dashboard.js';
import type { Job } from '../contract/jobs.js';
import type { PermissionClass } from '../contract/permissions.js';
import type { RecordLock, RecordPresence } from '../contract/realtime.js';

export interface TopicValues {
  dashboard: Dashboard | null;
  jobs: Job[] | null;
}
type Topic = keyof TopicValues;
type TopicSource<T extends Topic> = (permissionClass: PermissionClass) => Promise<TopicValues[T]>;

/** Features say here what a newcomer is told at once about the records and topics it watches. */
@Injectable()
export class Watched {
  private presence: (ids: readonly string[], permissionClass: PermissionClass) => RecordPresence[] = () => [];
  private locks: (ids: readonly string[]) => RecordLock[] = () => [];
  private readonly topics: { [T in Topic]?: TopicSource<T> } = {};

  servePresence(source: (ids: readonly string[], permissionClass: PermissionClass) => RecordPresence[]): void {
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

  records(
    ids: readonly string[],
    permissionClass: PermissionClass,
  ): { presence: RecordPresence[]; locks: RecordLock[] } {
    return { presence: this.presence(ids, permissionClass), locks: this.locks(ids) };
  }

  async topic(topic: Topic, permissionClass: PermissionClass): Promise<TopicValues> {
    return {
      dashboard: topic === 'dashboard' ? ((await this.topics.dashboard?.(permissionClass)) ?? null) : null,
      jobs: topic === 'jobs' ? ((await this.topics.jobs?.(permissionClass)) ?? null) : null,
    };
  }
}
