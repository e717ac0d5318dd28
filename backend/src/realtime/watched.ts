import { Injectable } from '@nestjs/common';
import type { Audience } from '../contract/grants.js';
import type { PermissionClass } from '../contract/permissions.js';
import type { RecordLock, RecordPresence, Topic, TopicValues } from '../contract/realtime.js';

type TopicSource<T extends Topic> = (audience: Audience) => Promise<TopicValues[T]>;

/** Who is on these records, each as whoever asks may see it. */
type PresenceSource = (seen: ReadonlyMap<string, PermissionClass>) => RecordPresence[];

/** What somebody is told who follows nothing. */
export const NO_VALUES: TopicValues = { dashboard: null, jobs: null, 'access-log': null };

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

  serveTopic<T extends Topic>(topic: T, source: TopicSource<T>): void {
    Object.assign(this.topics, { [topic]: source });
  }

  records(seen: ReadonlyMap<string, PermissionClass>): { presence: RecordPresence[]; locks: RecordLock[] } {
    return { presence: this.presence(seen), locks: this.locks([...seen.keys()]) };
  }

  async topic(topic: Topic, audience: Audience): Promise<TopicValues> {
    const value = (await this.topics[topic]?.(audience)) ?? null;
    return { ...NO_VALUES, [topic]: value };
  }
}
