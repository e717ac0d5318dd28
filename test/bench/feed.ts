import { createReadStream, createWriteStream, openAsBlob } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../backend/src/contract/jobs.js';
import { feedXml, type SourceUser, writeFeedZip } from '../../backend/src/sis/feed-writer.js';
import { copyInto, copyText, tablesOf } from './copy.js';
import { addAdministrators } from './fill.js';
import { people, type Person } from './people.js';
import { startPortal } from './processes.js';
import { type BenchServer, withClient } from './server.js';
import { type Session, signInOne } from './session.js';
import { median } from './statistics.js';

/** A feed against COPY of the same rows, each into a fresh database. Users a second. */
export interface FeedResult {
  users: number;
  zipMegabytes: number;
  firstLoad: number;
  unchangedRun: number;
  copy: number;
  /** Peak resident memory of the portal over both runs, MiB; null where the system does not say. */
  peakMemory: number | null;
}

const POLL_MS = 100;
const TABLES = tablesOf('feed');

function sourceUser(person: Person): SourceUser {
  const { primaryId, firstName, middleName, lastName, jobCategory, jobDescription, gender, userGroup } = person;
  const { campusCode, preferredLanguage, birthDate, expiryDate, purgeDate, status, isResearcher } = person;
  return {
    primaryId,
    fields: {
      ...{ primaryId, firstName, middleName, lastName, jobCategory, jobDescription, gender, userGroup },
      ...{ campusCode, preferredLanguage, birthDate, expiryDate, purgeDate, status },
      ...{ prefFirstName: null, prefMiddleName: null, prefLastName: null, title: null, websiteUrl: null },
    },
    isResearcher,
    emails: person.emails.map(({ address, types, preferred }) => ({ address, types, preferred, description: null })),
    phones: [],
    addresses: [],
    identifiers: person.identifiers.map(({ type, value }) => ({ type, value, note: null, active: true })),
    notes: person.notes.map(({ text }) => ({
      ...{ type: 'OTHER', text, userViewable: false, popup: false, createdBy: 'Rollcall' },
    })),
  };
}

function* sourceUsers(count: number): Generator<SourceUser> {
  for (const person of people(count)) yield sourceUser(person);
}

/** Both sides' files are made beforehand, so that neither is charged for inventing people. */
async function makeFiles(folder: string, users: number): Promise<{ zip: string; copies: string[] }> {
  await mkdir(folder, { recursive: true });
  const zip = join(folder, 'users.zip');
  await writeFeedZip(zip, { 'users.xml': feedXml(sourceUsers(users)) });
  const copies: string[] = [];
  for (const table of TABLES) {
    const file = join(folder, `${table.name}.copy`);
    await pipeline(Readable.from(copyText(table, people(users)), { objectMode: false }), createWriteStream(file));
    copies.push(file);
  }
  return { zip, copies };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

async function copySeconds(server: BenchServer, copies: readonly string[]): Promise<number> {
  const name = 'feed_copy';
  const url = await server.createDatabase(name);
  const seconds = await withClient(url, (client) =>
    timed(async () => {
      for (const [at, table] of TABLES.entries()) await copyInto(client, table, createReadStream(copies[at] ?? ''));
    }),
  );
  await server.dropDatabase(name);
  return seconds;
}

async function jobOf(response: Response): Promise<Job> {
  if (!response.ok) throw new Error(`the feed was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Job;
}

/** Uploads the archive and waits until its job has ended. */
async function synchronise({ url, headers }: Session, zip: string): Promise<Job> {
  const query = 'fileName=users.zip&recordType=PUBLIC&accountType=EXTERNAL';
  const upload = await fetch(`${url}/api/jobs/synchronise?${query}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/zip' },
    body: await openAsBlob(zip),
  });
  let job = await jobOf(upload);
  while (job.state === 'queued' || job.state === 'running') {
    await sleep(POLL_MS);
    job = await jobOf(await fetch(`${url}/api/jobs/${job.id}`, { headers }));
  }
  return job;
}

/** Only a feed that did all of its work counts. */
function expectAll(job: Job, outcome: 'created' | 'unchanged', users: number): void {
  if (job.state === 'completed' && job.counts[outcome] === users) return;
  throw new Error(`the feed ended ${job.state}: ${JSON.stringify({ ...job.counts, failure: job.failure })}`);
}

interface OurRuns {
  first: number;
  unchanged: number;
  peakMemory: number | null;
}

async function ourSeconds(
  server: BenchServer,
  zip: string,
  users: number,
  profile: string | undefined,
): Promise<OurRuns> {
  const name = 'feed_portal';
  const url = await server.createDatabase(name);
  await withClient(url, addAdministrators);
  const portal = await startPortal(url, server.folder, profile);
  try {
    const session = await signInOne(portal.url);
    const first = await timed(async () => {
      expectAll(await synchronise(session, zip), 'created', users);
    });
    const unchanged = await timed(async () => {
      expectAll(await synchronise(session, zip), 'unchanged', users);
    });
    return { first, unchanged, peakMemory: portal.peakMemory() };
  } finally {
    await portal.stop();
    await server.dropDatabase(name);
  }
}

/** COPY runs before and after the feed, so that a slow moment of the machine does not fall on one side alone. */
export async function measureFeed(
  server: BenchServer,
  users: number,
  profile: string | undefined,
): Promise<FeedResult> {
  const folder = join(server.folder, 'feed');
  const { zip, copies } = await makeFiles(folder, users);
  const before = [await copySeconds(server, copies), await copySeconds(server, copies)];
  const { first, unchanged, peakMemory } = await ourSeconds(server, zip, users, profile);
  const copy = median([...before, await copySeconds(server, copies)]);
  const { size } = await stat(zip);
  await rm(folder, { recursive: true });
  return {
    users,
    zipMegabytes: size / 1e6,
    firstLoad: users / first,
    unchangedRun: users / unchanged,
    copy: users / copy,
    peakMemory,
  };
}
