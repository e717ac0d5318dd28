import { accessLog } from '../api/access-log.ts';
import { getDashboard } from '../api/dashboard.ts';
import { findDeletion } from '../api/deletion.ts';
import { listJobs } from '../api/jobs.ts';
import type { ServerToClient } from '#contract/realtime.ts';
import type { SettingName } from '#contract/settings.ts';
import { Connection } from './connection.svelte.ts';
import { DeletionTopic } from './deletion-topic.ts';
import { Feed, type FeedListener, type Subscription } from './feed.ts';
import { Locks } from './locks.svelte.ts';
import { OwnPlace } from './own-place.ts';
import { Presence } from './presence.svelte.ts';
import { tabId } from './tab-id.ts';
import { Topics } from './topics.svelte.ts';
import { Watch } from './watch.ts';

export type SessionEnd = Parameters<ServerToClient['session.ended']>[0]['reason'];

/**
 * Everything live in this tab. Pages use the parts: `changes.subscribe`, `watch.register`, `presence.others`,
 * `place.focus`, `locks.of`, `topics.follow`, `connection.state`.
 */
export class Live {
  readonly connection: Connection;
  readonly changes: Feed;
  readonly watch: Watch;
  readonly presence = new Presence();
  readonly locks = new Locks();
  readonly topics: Topics;
  readonly deletion: DeletionTopic;
  readonly place: OwnPlace;
  /** Called with a reason when the portal ended the session, with null when it refused the socket. */
  onSessionEnded: (reason: SessionEnd | null) => void = () => undefined;
  /** Called when settings changed, and with null on each connection: the tab may have missed that they did. */
  onSettings: (names: readonly SettingName[] | null) => void = () => undefined;
  /** Called on each connection: what the person may do can have changed while there was none to tell it. */
  onConnected: () => void = () => undefined;
  readonly #sessionListeners = new Set<() => void>();
  readonly #unplaced = new Set<FeedListener>();
  /** False for people who may see no users: they hear of settings, and the portal answers nothing else. */
  #seesUsers = true;
  #stopListening: (() => void) | null = null;
  /** Counts starts and stops. */
  #run = 0;

  constructor() {
    this.connection = new Connection({
      opened: () => this.#opened(),
      closed: () => {
        this.topics.linkDown();
        this.deletion.linkDown();
      },
      stale: () => {
        this.presence.clear();
      },
      refused: () => {
        this.onSessionEnded(null);
      },
    });
    this.changes = new Feed((since) => this.connection.ask('changes.resume', { since }));
    this.watch = new Watch((recordIds) => void this.#watch(recordIds));
    this.place = new OwnPlace((update) => {
      this.connection.tell('presence.set', update);
    });
    this.topics = new Topics({
      isLive: () => this.connection.live,
      switch: (topic, on) => this.connection.ask('topic.watch', { topic, on }),
      read: {
        dashboard: () => getDashboard(),
        jobs: () => listJobs(),
        'access-log': async () => (await accessLog({ limit: 1 })).entries[0]?.id ?? 0,
      },
    });
    this.deletion = new DeletionTopic({
      isLive: () => this.connection.live,
      watch: (recordId) => this.connection.ask('deletion.watch', { recordId }),
      read: (recordId) => findDeletion(recordId),
    });
    this.#listenToSocket();
  }

  /** Calls back when somebody’s session or a key began or ended, and on each connection. Returns what stops it. */
  followSessions(listener: () => void): () => void {
    this.#sessionListeners.add(listener);
    return () => this.#sessionListeners.delete(listener);
  }

  /**
   * Changes for what is read without saying up to which seq it is true. On each connection it is to be read again: what
   * was changed between the reading and the first frame nobody could tell.
   */
  followChanges(listener: FeedListener): Subscription {
    const subscription = this.changes.subscribe(listener);
    this.#unplaced.add(listener);
    return {
      since: subscription.since,
      stop: () => {
        subscription.stop();
        this.#unplaced.delete(listener);
      },
    };
  }

  async start(userId: string, seesUsers: boolean): Promise<void> {
    this.#run += 1;
    this.#seesUsers = seesUsers;
    const run = this.#run;
    const tab = await tabId();
    // Whoever left again at once must not be left with an open connection.
    if (run !== this.#run) return;
    this.presence.become(tab, userId);
    this.#stopListening ??= this.#listenToPage();
    if (seesUsers) this.place.start();
    this.topics.linkDown();
    this.connection.start(tab);
  }

  stop(): void {
    this.#run += 1;
    this.connection.tell('presence.leave', {});
    this.place.stop();
    this.topics.stop();
    this.deletion.stop();
    this.connection.stop();
    this.changes.forget();
    this.presence.clear();
    this.locks.keepOnly(new Set());
    this.#stopListening?.();
    this.#stopListening = null;
  }

  async #opened(): Promise<void> {
    this.onConnected();
    this.onSettings(null);
    this.#tellSessions();
    if (!this.#seesUsers) return;
    await this.changes.catchUp();
    for (const listener of [...this.#unplaced]) listener.onResync();
    this.watch.sendAgain();
    this.place.renew();
    this.topics.linkUp();
    this.deletion.linkUp();
  }

  async #watch(recordIds: string[]): Promise<void> {
    const kept = new Set(recordIds);
    this.presence.keepOnly(kept);
    this.locks.keepOnly(kept);
    try {
      const { presence, locks } = await this.connection.ask('records.watch', { recordIds });
      this.presence.replace(recordIds, presence);
      this.locks.replace(recordIds, locks);
    } catch {
      // The next connection sends the set again.
    }
  }

  #tellSessions(): void {
    for (const listener of this.#sessionListeners) listener();
  }

  #listenToSocket(): void {
    const { socket } = this.connection;
    socket.on('changes', (frame) => {
      this.changes.frame(frame);
    });
    socket.on('heartbeat', ({ to }) => {
      this.changes.heartbeat(to);
      // Browsers slow the timers of hidden tabs below what presence needs, but not their sockets.
      this.place.renew();
    });
    socket.on('resync', ({ to }) => {
      this.changes.resync(to);
    });
    socket.on('presence', (record) => {
      this.presence.put([record]);
    });
    socket.on('locks', ({ locks }) => {
      this.locks.put(locks);
    });
    socket.on('dashboard', (dashboard) => {
      this.topics.put('dashboard', dashboard);
    });
    socket.on('job', (job) => {
      this.topics.putJob(job);
    });
    socket.on('access-log', ({ newest }) => {
      this.topics.put('access-log', newest);
    });
    socket.on('deletion', (news) => {
      this.deletion.put(news);
    });
    socket.on('settings', ({ names }) => {
      this.onSettings(names);
    });
    socket.on('sessions', () => {
      this.#tellSessions();
    });
    socket.on('session.ended', ({ reason }) => {
      this.onSessionEnded(reason);
    });
  }

  #listenToPage(): () => void {
    const leaving = new AbortController();
    const options = { signal: leaving.signal, passive: true };
    const active = () => {
      this.place.active();
    };
    const hurry = () => {
      if (document.visibilityState === 'visible') this.connection.hurry();
    };
    window.addEventListener('pointerdown', active, options);
    window.addEventListener('keydown', active, options);
    window.addEventListener('online', hurry, options);
    document.addEventListener('visibilitychange', hurry, options);
    window.addEventListener(
      'pagehide',
      () => {
        this.connection.tell('presence.leave', {});
      },
      options,
    );
    return () => {
      leaving.abort();
    };
  }
}

export const live = new Live();
