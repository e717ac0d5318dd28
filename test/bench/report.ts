import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { FeedResult } from './feed.js';
import type { Options } from './options.js';
import type { Plan } from './plans.js';
import type { Compared } from './questions.js';
import type { SocketsAnswer } from './sockets.js';
import type { Refusals, Rush } from './sign-ins.js';
import { median, type Pair, percentile, type Sample } from './statistics.js';

/** Requests of one kind by some callers at once. */
export interface Measured extends Pair {
  work: string;
  note: string;
  callers: number;
  /** Part of raw throughput we want. */
  goal: number;
}

export interface Report {
  conditions: Record<string, string | number>;
  requests: Measured[];
  plans: Plan[];
  /** Lists by all filters, each by itself. */
  filtered: Compared[];
  live: SocketsAnswer[];
  feed: FeedResult | null;
  signIns: { refusals: Refusals[]; rush: Rush } | null;
  /** Peak resident memory of the portal under requests, MiB. */
  portalPeakMemory: number | null;
}

export const GOALS = {
  read: 0.5,
  save: 1 / 3,
  deliveries: 0.5,
  /** Milliseconds, with up to `liveSockets` sockets. */
  live: 50,
  liveSockets: 50,
  feed: 1 / 6,
  /** MiB. */
  feedMemory: 300,
  /** Milliseconds between the medians of any two kinds of refusal. */
  refusals: 5,
  /** Milliseconds of the slowest of 99 in 100 answers of the health page during a rush. */
  health: 200,
} as const;

/** What the figures depend on. */
export function conditionsOf(options: Options, postgres: string, databaseMegabytes: number): Report['conditions'] {
  return {
    users: options.users,
    'database of these, MB': Math.round(databaseMegabytes),
    rounds: options.rounds,
    'seconds a side and round': options.seconds,
    cores: availableParallelism(),
    'load before': loadavg()[0]?.toFixed(1) ?? 'unknown',
    processor: cpus()[0]?.model ?? 'unknown',
    'memory, GiB': Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: `${postgres}, embedded, fsync on`,
    place: 'load, both servers and the database share this machine',
  };
}

function fixed(value: number | null, digits = 0): string {
  if (value === null || Number.isNaN(value)) return '–';
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function verdict(reached: boolean): string {
  return reached ? 'yes' : 'NO';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

function latency({ p50, p95 }: Sample): string {
  return `${fixed(p50, 1)} / ${fixed(p95, 1)}`;
}

function requestTable(requests: readonly Measured[]): string {
  const head = ['requests', 'callers', 'ours/s', 'raw/s', 'ratio', 'goal', 'ok'];
  return table(
    [...head, 'ours p50/p95 ms', 'raw p50/p95 ms', 'ours CPU ms', 'raw CPU ms'],
    requests.map(({ work, callers, ours, raw, ratio, goal }) => [
      ...[work, String(callers), fixed(ours.rate), fixed(raw.rate), fixed(ratio, 2), fixed(goal, 2)],
      ...[verdict(ratio >= goal), latency(ours), latency(raw), fixed(ours.cpu, 2), fixed(raw.cpu, 2)],
    ]),
  );
}

function liveTable(live: readonly SocketsAnswer[]): string {
  const head = ['save to event', 'ours p50/p95 ms', 'raw p50/p95 ms', `p95 < ${GOALS.live}`];
  return table(
    [...head, 'ours deliveries/s', 'raw deliveries/s', 'ratio', 'ok', 'resyncs'],
    live.map(({ sockets, paced, burst, resyncs }) => [
      ...[`${sockets} sockets`, latency(paced.ours), latency(paced.raw)],
      sockets > GOALS.liveSockets ? '' : verdict(paced.ours.p95 < GOALS.live),
      ...[fixed(burst.ours.rate), fixed(burst.raw.rate), fixed(burst.ratio, 2)],
      ...[verdict(burst.ratio >= GOALS.deliveries), String(resyncs)],
    ]),
  );
}

function feedTable({ users, zipMegabytes, firstLoad, unchangedRun, copy, peakMemory }: FeedResult): string {
  const ratio = firstLoad / copy;
  const memory = [`${fixed(peakMemory)} MiB`, '', '', `${GOALS.feedMemory} MiB`];
  return table(
    [`feed of ${fixed(users)} users (ZIP ${fixed(zipMegabytes, 1)} MB)`, 'users/s', 'COPY/s', 'ratio', 'goal', 'ok'],
    [
      [
        'first load',
        fixed(firstLoad),
        fixed(copy),
        fixed(ratio, 2),
        fixed(GOALS.feed, 2),
        verdict(ratio >= GOALS.feed),
      ],
      ['same file again', fixed(unchangedRun), '', '', '', ''],
      ['peak memory of the portal', ...memory, peakMemory === null ? '' : verdict(peakMemory < GOALS.feedMemory)],
    ],
  );
}

function planLines(plans: readonly Plan[]): string {
  return plans
    .map(({ read, statement, kind, scans, sequential }) => {
      const warning = sequential.length === 0 ? '' : `  SEQ SCAN of ${sequential.join(', ')}`;
      return `  ${read}, ${statement}, ${kind} plan: ${scans.join(', ')}${warning}`;
    })
    .join('\n');
}

const SLOWEST = 12;

function filteredTable(filtered: readonly Compared[]): string {
  const ratios = filtered.map(({ ratio }) => ratio);
  const below = ratios.filter((ratio) => ratio < GOALS.read).length;
  const spread = [Math.min(...ratios), percentile(ratios, 0.1), median(ratios)].map((ratio) => fixed(ratio, 2));
  const rows = filtered
    .toSorted((one, other) => one.ratio - other.ratio)
    .slice(0, SLOWEST)
    .map(({ list: { cursor, ...list }, total, ours, raw, ratio }) => {
      const name = `${Object.values(list).join(' ')}${cursor === undefined ? '' : ', from the middle'}`;
      return [name, fixed(total), fixed(ours, 1), fixed(raw, 1), fixed(ratio, 2), verdict(ratio >= GOALS.read)];
    });
  const head = ['furthest from raw', 'users', 'ours ms', 'raw ms', 'ratio', 'ok'];
  const summary = `${filtered.length} lists, one caller: ratio ${spread.join(' / ')} (least / tenth / median), ${below} below ${GOALS.read}`;
  return `${summary}\n${table(head, rows)}`;
}

function refusalTable(refusals: readonly Refusals[]): string {
  const least = Math.min(...refusals.map(({ p50 }) => p50));
  return table(
    ['sign-in refused because', 'timings', 'p50 ms', 'p95 ms', 'above the least ms', `< ${GOALS.refusals}`],
    refusals.map(({ because, timings, p50, p95 }) => [
      ...[because, String(timings), fixed(p50, 2), fixed(p95, 2), fixed(p50 - least, 2)],
      verdict(p50 - least < GOALS.refusals),
    ]),
  );
}

function rushTable({ signIns, answered, sentAway, seconds, health }: Rush): string {
  return table(
    ['sign-ins at once', 'answered', '503', 'seconds', 'health answers', 'p50 ms', 'p99 ms', `< ${GOALS.health}`],
    [
      [
        ...[String(signIns), String(answered), String(sentAway), fixed(seconds, 1), String(health.answers)],
        ...[fixed(health.p50, 1), fixed(health.p99, 1), verdict(health.p99 < GOALS.health)],
      ],
    ],
  );
}

/** The report for a terminal. */
export function print({ conditions, requests, plans, filtered, live, feed, signIns, portalPeakMemory }: Report): void {
  console.log('\nConditions');
  for (const [name, value] of Object.entries(conditions)) console.log(`  ${name}: ${value}`);
  if (requests.length > 0) console.log(`\n${requestTable(requests)}`);
  for (const { work, note, callers } of requests) if (callers === 1) console.log(`  ${work}: ${note}`);
  if (plans.length > 0) console.log(`\nPlans of the lists\n${planLines(plans)}`);
  if (filtered.length > 0) console.log(`\n${filteredTable(filtered)}`);
  if (live.length > 0) console.log(`\n${liveTable(live)}`);
  if (signIns !== null) console.log(`\n${refusalTable(signIns.refusals)}\n\n${rushTable(signIns.rush)}`);
  if (feed !== null) console.log(`\n${feedTable(feed)}`);
  if (portalPeakMemory !== null)
    console.log(`\nPeak memory of the portal under requests: ${fixed(portalPeakMemory)} MiB`);
}

export async function writeJson(file: string, report: Report): Promise<void> {
  await writeFile(file, `${JSON.stringify({ ...report, goals: GOALS }, null, 2)}\n`);
}
