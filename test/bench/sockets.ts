import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { Change } from '../../backend/src/contract/changes.js';
import type { ChangesFrame } from '../../backend/src/contract/realtime.js';
import { saveBody } from './saves.js';
import type { Session } from './session.js';
import { interleave, type Pair, pairOf, type Sample, sampleOf } from './statistics.js';
import { connected, openWatcher } from './watcher.js';

/**
 * Browsers of both sides, in a process of their own: opens the sockets, saves, and takes the time from sending a save
 * to each socket having the change, all on one clock.
 */

/** What this program is told by its parent. */
export interface SocketsTask {
  sessions: Session[];
  rawUrl: string;
  sockets: number;
  users: { id: string; version: number }[];
  rounds: number;
  seconds: number;
}

/** And what it answers. */
export interface SocketsAnswer {
  sockets: number;
  /** Ten saves a second: milliseconds from the save to a socket. */
  paced: Pair;
  /** Saves as fast as everybody gets them: deliveries a second. */
  burst: Pair;
  /** Times a socket was told to read everything again instead. */
  resyncs: number;
}

const SAVES_A_SECOND = 10;
const BURST_SAVERS = 8;
const OPENED_AT_ONCE = 20;
const PATIENCE_MS = 10_000;
const POLL_MS = 20;

interface Watched {
  id: string;
  version: number;
}

/** One side: how a change is sent, and what of it has arrived. */
class Side {
  readonly latencies: number[] = [];
  lastAt = 0;
  private readonly waiting = new Map<string, { sentAt: number; left: number; done: () => void }>();
  private readonly sockets: number;
  private readonly send: (user: Watched) => Promise<void>;

  constructor(sockets: number, send: (user: Watched) => Promise<void>) {
    this.sockets = sockets;
    this.send = send;
  }

  receive(frame: ChangesFrame): void {
    this.lastAt = performance.now();
    for (const { recordId, version } of frame.changes) {
      const key = `${recordId}:${version}`;
      const change = this.waiting.get(key);
      if (change === undefined) continue;
      this.latencies.push(this.lastAt - change.sentAt);
      change.left -= 1;
      if (change.left > 0) continue;
      this.waiting.delete(key);
      change.done();
    }
  }

  /** Saves, and waits until every socket has the change. */
  async save(user: Watched): Promise<void> {
    user.version += 1;
    const key = `${user.id}:${user.version}`;
    const arrived = new Promise<void>((done) => {
      this.waiting.set(key, { sentAt: performance.now(), left: this.sockets, done });
    });
    await this.send(user);
    const late = sleep(PATIENCE_MS, 'late' as const, { ref: false });
    if ((await Promise.race([arrived, late])) === 'late') {
      throw new Error(`a change did not arrive at ${this.waiting.get(key)?.left ?? 0} of ${this.sockets} sockets`);
    }
  }

  clear(): void {
    this.latencies.length = 0;
  }
}

async function send(url: string, method: string, headers: Record<string, string>, body: string): Promise<void> {
  const response = await fetch(url, { method, headers: { ...headers, 'content-type': 'application/json' }, body });
  if (!response.ok) throw new Error(`${method} ${url} was answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

async function open(count: number, one: (at: number) => Promise<unknown>): Promise<void> {
  for (let opened = 0; opened < count; opened += OPENED_AT_ONCE) {
    const size = Math.min(OPENED_AT_ONCE, count - opened);
    const first = opened;
    await Promise.all(Array.from({ length: size }, (_, at) => one(first + at)));
  }
}

let resyncs = 0;

async function openOurs({ sessions, sockets }: SocketsTask): Promise<{ side: Side; sample: () => Promise<Change> }> {
  const [saver] = sessions;
  if (saver === undefined) throw new Error('nobody is signed in');
  const side = new Side(sockets, ({ id, version }) =>
    send(`${saver.url}/api/users/${id}`, 'PATCH', saver.headers, saveBody(version - 1)),
  );
  let sample: Change | undefined;
  await open(sockets, async (at) => {
    const socket = await openWatcher(sessions[at % sessions.length] ?? saver);
    socket.on('changes', (frame) => {
      sample ??= frame.changes[0];
      side.receive(frame);
    });
    socket.on('resync', () => {
      resyncs += 1;
    });
  });
  return {
    side,
    sample: async () => {
      while (sample === undefined) await sleep(POLL_MS);
      return sample;
    },
  };
}

/** The raw side sends changes that look like ours, so that both carry the same bytes. */
async function openRaw({ rawUrl, sockets }: SocketsTask, sample: Change): Promise<Side> {
  const side = new Side(sockets, ({ id, version }) => {
    const change: Change = { ...sample, recordId: id, version, seq: version };
    return send(`${rawUrl}/emit`, 'POST', {}, JSON.stringify({ from: version - 1, to: version, changes: [change] }));
  });
  await open(sockets, async () => {
    const socket = await connected(io(rawUrl, { transports: ['websocket'], forceNew: true, reconnection: false }));
    socket.on('changes', (frame: ChangesFrame) => {
      side.receive(frame);
    });
  });
  return side;
}

function userAt(users: readonly Watched[], at: number): Watched {
  const user = users[at % users.length];
  if (user === undefined) throw new Error('nobody to save');
  return user;
}

type Mode = (side: Side, users: readonly Watched[], seconds: number) => Promise<Sample>;

/** Saves at a steady pace, whether or not the ones before have arrived. */
const paced: Mode = async (side, users, seconds) => {
  side.clear();
  const begin = performance.now();
  const saves: Promise<void>[] = [];
  for (let at = 0; at < seconds * SAVES_A_SECOND; at += 1) {
    await sleep(Math.max(0, begin + (at * 1000) / SAVES_A_SECOND - performance.now()));
    saves.push(side.save(userAt(users, at)));
  }
  await Promise.all(saves);
  return sampleOf(side.latencies, (side.lastAt - begin) / 1000);
};

/** A few savers, each of which saves again as soon as everybody has its last change. */
const burst: Mode = async (side, users, seconds) => {
  side.clear();
  const begin = performance.now();
  const savers = Array.from({ length: BURST_SAVERS }, async (_, at) => {
    while (performance.now() - begin < seconds * 1000) await side.save(userAt(users, at));
  });
  await Promise.all(savers);
  return sampleOf(side.latencies, (side.lastAt - begin) / 1000);
};

async function run(task: SocketsTask): Promise<SocketsAnswer> {
  const { rounds, seconds } = task;
  const ourUsers = task.users;
  const rawUsers = task.users.map((user) => ({ ...user }));
  const { side: ours, sample } = await openOurs(task);
  await Promise.all(ourUsers.map((user) => ours.save(user)));
  const raw = await openRaw(task, await sample());
  await Promise.all(rawUsers.map((user) => raw.save(user)));
  const both = async (mode: Mode): Promise<Pair> => {
    const samples = await interleave(
      rounds,
      () => mode(ours, ourUsers, seconds),
      () => mode(raw, rawUsers, seconds),
    );
    return pairOf(samples);
  };
  return { sockets: task.sockets, paced: await both(paced), burst: await both(burst), resyncs };
}

// Everything ends with the parent.
process.once('disconnect', () => process.exit(0));
const answer = await run(JSON.parse(process.argv[2] ?? '') as SocketsTask);
process.send?.(answer, () => process.exit(0));
