import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { type Cluster, POSTGRES_ENVIRONMENT } from './cluster.js';
import { EmbeddedPostgresError } from './errors.js';
import { processFacts, sendSignal } from './processes.js';
import type { UnixUser } from './unprivileged-user.js';

const POLL_MS = 25;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/** A postmaster that runs, ours or one left over by a portal that died. */
export interface Postmaster {
  pid: number;
  port: number;
}

export interface ServerOptions {
  binaries: Binaries;
  user: UnixUser | undefined;
  fsync: boolean;
  logFile: string;
}

/** Whether this pid is a postmaster of this cluster: after a crash the number may belong to anything. */
export function isPostmaster(pid: number, cluster: Cluster): boolean {
  return processFacts(pid)?.commandLine.includes(`-D ${cluster.folder} `) ?? false;
}

/** What postmaster.pid says, when the process it names is a postmaster of this cluster. */
export function findPostmaster(cluster: Cluster): Postmaster | undefined {
  const file = join(cluster.folder, 'postmaster.pid');
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (isPostmaster(pid, cluster)) return { pid, port };
  // PostgreSQL refuses to start when any process has the pid of a stale file, as is usual after a container restarts.
  // A dead pid it judges better itself, by the shared memory that may be left.
  if (processFacts(pid) !== undefined) rmSync(file);
  return undefined;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') fail(new Error('no port'));
        else done(address.port);
      });
    });
  });
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

function settings(port: number, fsync: boolean): string[] {
  const values = [
    `port=${String(port)}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'cluster_name=rollcall',
    'max_connections=100',
    'shared_buffers=256MB',
    // Data this small is in memory or on a solid disk, where the next page costs what any other costs.
    'random_page_cost=1.1',
    'timezone=UTC',
    'log_timezone=UTC',
  ];
  if (!fsync) values.push('fsync=off', 'full_page_writes=off');
  return values.flatMap((value) => ['-c', value]);
}

/** The spawned process has a pid once `spawn` was emitted. */
function spawned(child: ChildProcess): Promise<number> {
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('spawn', () => {
      done(child.pid ?? 0);
    });
  });
}

/**
 * Starts a postmaster on a free port of 127.0.0.1 and returns at once; it may still be recovering.
 *
 * @throws {EmbeddedPostgresError} when the program cannot be run
 */
export async function startPostmaster(cluster: Cluster, options: ServerOptions): Promise<Postmaster> {
  const port = await freePort();
  const log = openLog(options.logFile);
  try {
    const child = spawn(options.binaries.postgres, ['-D', cluster.folder, ...settings(port, options.fsync)], {
      ...options.user,
      cwd: cluster.folder,
      env: POSTGRES_ENVIRONMENT,
      stdio: ['ignore', log, log],
      // Its own session: Ctrl-C at the terminal must reach the portal alone, which still has to write.
      detached: true,
    });
    const pid = await spawned(child);
    child.unref();
    return { pid, port };
  } catch (error) {
    throw new EmbeddedPostgresError(`PostgreSQL could not be started: ${String(error)}`);
  } finally {
    closeSync(log);
  }
}

async function ended(postmaster: Postmaster, cluster: Cluster, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isPostmaster(postmaster.pid, cluster)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * Fast shutdown, and an immediate one (safe, but it recovers on the next start) when that takes more than 6 s, so that
 * the portal is gone within its 10 s.
 *
 * @throws {EmbeddedPostgresError} when the process outlives both
 */
export async function stopPostmaster(postmaster: Postmaster, cluster: Cluster): Promise<void> {
  for (const [signal, withinMs] of [
    ['SIGINT', 6_000],
    ['SIGQUIT', 2_000],
  ] as const) {
    if (!isPostmaster(postmaster.pid, cluster)) return;
    sendSignal(postmaster.pid, signal);
    if (await ended(postmaster, cluster, withinMs)) return;
  }
  throw new EmbeddedPostgresError(`PostgreSQL (process ${String(postmaster.pid)}) did not stop.`);
}
