import { resolve } from 'node:path';
import type { Client } from 'pg';
import { ensureBuilt } from '../../backend/launch/build.mjs';
import { measureContactSaves, RAW_WAYS } from './contact-saves.js';
import { measureFeed } from './feed.js';
import { fill } from './fill.js';
import { measureLive } from './live.js';
import { measure } from './load.js';
import { HELP, type Options, readOptions } from './options.js';
import { plansOf } from './plans.js';
import { type ServerProcess, startPortal, startRaw } from './processes.js';
import { filteredLists, whileSomeAreHeld } from './filters.js';
import { compare, teachRaw } from './questions.js';
import { filteredRead, type Read, readsOf } from './reads.js';
import { conditionsOf, GOALS, print, type Report, writeJson } from './report.js';
import { measureSaves } from './saves.js';
import { type BenchServer, startServer, withClient } from './server.js';
import { type Session, signInAll } from './session.js';
import { measureRefusals, measureRush } from './sign-ins.js';
import { openWatcher } from './watcher.js';

const READERS = [1, 8];
const SAVERS = [1, 20];
const SOCKETS = [50, 500];

/** Both sides on one database, and a connection of the bench's own to it. */
interface Sides {
  client: Client;
  portal: ServerProcess;
  raw: ServerProcess;
  sessions: Session[];
  me: Session;
}

function say(line: string): void {
  console.log(`${new Date().toTimeString().slice(0, 8)}  ${line}`);
}

async function measureReads(sides: Sides, options: Options, report: Report): Promise<void> {
  const { client, raw } = sides;
  const reads = await readsOf(client, options.users);
  report.plans = await plansOf(client, reads);
  for (const read of reads) await measureRead(sides, read, options, report);
  const lists = await filteredLists(client, options.users);
  await teachRaw(raw, lists);
  await whileSomeAreHeld(client, async () => {
    await measureRead(sides, filteredRead(lists), options, report);
    report.filtered = await compare(lists, sides);
  });
  const ratios = report.filtered.map(({ ratio }) => ratio);
  say(`${lists.length} lists one by one: ${Math.min(...ratios).toFixed(2)} of raw and more`);
}

async function measureRead({ portal, raw, me }: Sides, read: Read, options: Options, report: Report): Promise<void> {
  for (const connections of READERS) {
    const pair = await measure(
      () => ({ server: portal, headers: me.headers, requestsOf: () => read.ours.map((path) => ({ path })) }),
      { server: raw, requestsOf: () => read.raw.map((path) => ({ path })) },
      { ...options, connections },
    );
    say(`${read.name}, ${connections} at once: ${pair.ratio.toFixed(2)} of raw`);
    report.requests.push({ work: read.name, note: read.note, callers: connections, goal: GOALS.read, ...pair });
  }
}

async function measureWrites({ client, portal, raw, me }: Sides, options: Options, report: Report): Promise<void> {
  const watcher = await openWatcher(me);
  const note = 'with merge, history, sequence, retry key, and a socket that hears of it';
  for (const connections of SAVERS) {
    const ours = { server: portal, headers: me.headers };
    const pair = await measureSaves(client, ours, { server: raw }, { ...options, connections });
    say(`save, ${connections} at once: ${pair.ratio.toFixed(2)} of raw`);
    report.requests.push({ work: 'save one field', note, callers: connections, goal: GOALS.save, ...pair });
  }
  for (const [way, connections] of RAW_WAYS.flatMap((each) => SAVERS.map((callers) => [each, callers] as const))) {
    const ours = { server: portal, headers: me.headers };
    const pair = await measureContactSaves(client, ours, { server: raw }, { ...options, connections, way });
    const work = `save 30 contact rows, raw ${way}`;
    say(`${work}, ${connections} at once: ${pair.ratio.toFixed(2)} of raw`);
    report.requests.push({ work, note, callers: connections, goal: GOALS.save, ...pair });
  }
  watcher.disconnect();
}

async function measureEvents({ client, raw, sessions }: Sides, options: Options, report: Report): Promise<void> {
  for (const sockets of SOCKETS) {
    const answer = await measureLive(client, sessions, raw.url, { ...options, sockets });
    const { ours, raw: theirs } = answer.paced;
    say(`${sockets} sockets: ${ours.p95.toFixed(1)} ms to 95 of 100, raw ${theirs.p95.toFixed(1)} ms`);
    report.live.push(answer);
  }
}

async function measureSignIns({ client, portal }: Sides, options: Options, report: Report): Promise<void> {
  const refusals = await measureRefusals(client, portal.url, options.timings);
  say(`refused sign-ins: medians ${refusals.map(({ p50 }) => p50.toFixed(1)).join(', ')} ms`);
  const rush = await measureRush(portal.url);
  say(`${rush.signIns} sign-ins at once: health answers within ${rush.health.p99.toFixed(0)} ms (99 of 100)`);
  report.signIns = { refusals, rush };
}

async function megabytesOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
  return Number(rows[0]?.bytes) / 1e6;
}

async function measureSides(server: BenchServer, options: Options, report: Report): Promise<void> {
  const url = await server.createDatabase('bench');
  await withClient(url, async (client) => {
    say(`filling ${options.users} users`);
    await fill(client, options.users);
    report.conditions = conditionsOf(options, server.version, await megabytesOf(client));
    const portal = await startPortal(url, server.folder, options.profile);
    const raw = await startRaw(url);
    try {
      const sessions = await signInAll(portal.url);
      const [me] = sessions;
      if (me === undefined) throw new Error('nobody is signed in');
      const sides = { client, portal, raw, sessions, me };
      if (options.parts.includes('read')) await measureReads(sides, options, report);
      if (options.parts.includes('save')) await measureWrites(sides, options, report);
      if (options.parts.includes('sign-in')) await measureSignIns(sides, options, report);
      if (options.parts.includes('live')) await measureEvents(sides, options, report);
      report.portalPeakMemory = portal.peakMemory();
    } finally {
      await portal.stop();
      await raw.stop();
    }
  });
  await server.dropDatabase('bench');
}

async function bench(options: Options): Promise<void> {
  await ensureBuilt(['backend']);
  const server = await startServer();
  const conditions = conditionsOf(options, server.version, 0);
  const report: Report = {
    ...{
      conditions,
      requests: [],
      plans: [],
      filtered: [],
      live: [],
      feed: null,
      signIns: null,
      portalPeakMemory: null,
    },
  };
  try {
    if (options.parts.some((part) => part !== 'feed')) await measureSides(server, options, report);
    if (options.parts.includes('feed')) {
      say(`feeding ${options.feed} users`);
      report.feed = await measureFeed(server, options.feed, options.profile);
    }
  } finally {
    await server.stop();
  }
  print(report);
  if (options.json !== undefined) await writeJson(resolve(options.json), report);
}

// An ordinary exit stops every process the bench has started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const options = readOptions(process.argv.slice(2));
if (options === null) console.log(HELP);
else await bench(options);
