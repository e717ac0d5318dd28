import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { PresenceUpdate } from '../contract/realtime.js';
import { newId } from '../platform/ids/ids.js';
import { ChangeTail } from '../realtime/change-tail.js';
import { Publisher, rooms } from '../realtime/publisher.js';
import { Watched } from '../realtime/watched.js';
import type { Tab } from './presence-state.js';
import { peopleOn, PresenceState } from './presence-state.js';

const SWEEP_MS = 1000;
/** All watched records are sent anew this often, which heals whatever a volatile message lost. */
const SNAPSHOT_MS = 20_000;
/** Nodes tell each other of their tabs this often besides at every change. */
const TELL_MS = 5000;
const NODE_LIVES_MS = 15_000;

interface NodePresence {
  node: string;
  tabs: Tab[];
}

/** Presence of this node's tabs, and of other nodes' as far as they tell. */
@Injectable()
export class PresenceService implements OnModuleInit, OnApplicationShutdown {
  private readonly node = newId();
  private readonly own = new PresenceState();
  private readonly others = new Map<string, { tabs: Tab[]; heardAt: number }>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly publisher: Publisher,
    private readonly watched: Watched,
    private readonly tail: ChangeTail,
  ) {}

  onModuleInit(): void {
    this.watched.servePresence((seen) => {
      const tabs = this.tabs();
      return [...seen].map(([id, permissionClass]) => peopleOn(tabs, id, permissionClass));
    });
    this.tail.subscribe((changes) => {
      for (const change of changes) if (change.action === 'deleted') this.forget(change.recordId);
    });
    this.publisher.onNodeMessage('presence', (message) => {
      this.hear(message as NodePresence);
    });
    this.timers.push(
      setInterval(() => {
        this.sweep();
      }, SWEEP_MS),
      setInterval(() => {
        this.publish([...new Set(this.tabs().flatMap((tab) => tab.recordId ?? []))]);
      }, SNAPSHOT_MS),
      setInterval(() => {
        this.tellNodes();
      }, TELL_MS),
    );
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  set(who: { tabId: string; userId: string; name: string }, update: PresenceUpdate): void {
    this.changed(this.own.set(who, update, performance.now()));
  }

  /** Shows the tabs of a person under their new name; each node does so for its own. */
  rename(userId: string, name: string): void {
    this.changed(this.own.rename(userId, name));
  }

  leave(tabId: string): void {
    this.changed(this.own.leave(tabId));
  }

  broke(tabId: string): void {
    this.own.broke(tabId, performance.now());
  }

  /** Every tab that is open anywhere. */
  tabs(): Tab[] {
    return [...this.own.all(), ...[...this.others.values()].flatMap(({ tabs }) => tabs)];
  }

  private forget(userId: string): void {
    for (const node of this.others.values()) node.tabs = node.tabs.filter((tab) => tab.userId !== userId);
    this.changed(this.own.forget(userId));
  }

  private changed(recordIds: readonly string[]): void {
    if (recordIds.length === 0) return;
    this.publish(recordIds);
    this.tellNodes();
  }

  private publish(recordIds: readonly string[]): void {
    const tabs = this.tabs();
    for (const recordId of recordIds) {
      this.publisher.sendPerClass(
        (permissionClass) => rooms.record(recordId, permissionClass),
        'presence',
        (permissionClass) => [peopleOn(tabs, recordId, permissionClass)],
        { volatile: true },
      );
    }
  }

  private tellNodes(): void {
    this.publisher.tellNodes('presence', { node: this.node, tabs: this.own.all() } satisfies NodePresence);
  }

  private hear({ node, tabs }: NodePresence): void {
    const before = this.others.get(node)?.tabs ?? [];
    this.others.set(node, { tabs, heardAt: performance.now() });
    this.publish([...new Set([...before, ...tabs].flatMap((tab) => tab.recordId ?? []))]);
  }

  private sweep(): void {
    const now = performance.now();
    this.changed(this.own.sweep(now));
    for (const [node, { tabs, heardAt }] of this.others) {
      if (now - heardAt <= NODE_LIVES_MS) continue;
      this.others.delete(node);
      this.publish([...new Set(tabs.flatMap((tab) => tab.recordId ?? []))]);
    }
  }
}
