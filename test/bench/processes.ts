import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inRoot } from '../../backend/launch/paths.mjs';
import { findNode, SERVER_FLAGS } from '../../backend/launch/runtime.mjs';

const STOP_MS = 15_000;

/** Processes that must not outlive the bench, however it ends. */
const running = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function watch<Child extends ChildProcess>(child: Child): Child {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** A server of one side, in a process of its own. */
export interface ServerProcess {
  url: string;
  /** Processor time it has used, in seconds; null where the system does not say. */
  cpuSeconds(): number | null;
  /** Most memory it ever had resident, in MiB; null where the system does not say. */
  peakMemory(): number | null;
  stop(): Promise<void>;
}

function readProc(child: ChildProcess, file: string): string | null {
  try {
    return readFileSync(`/proc/${String(child.pid)}/${file}`, 'utf8');
  } catch {
    return null;
  }
}

/** Fields 14 and 15 of proc_pid_stat(5), in ticks of 10 ms; the name before them may hold blanks. */
function cpuSecondsOf(child: ChildProcess): number | null {
  const stat = readProc(child, 'stat');
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function peakMemoryOf(child: ChildProcess): number | null {
  const kibibytes = /^VmHWM:\s+(\d+)/mu.exec(readProc(child, 'status') ?? '')?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) / 1024;
}

function serverProcess(child: ChildProcess, url: string): ServerProcess {
  return {
    url,
    cpuSeconds: () => cpuSecondsOf(child),
    peakMemory: () => peakMemoryOf(child),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      child.kill('SIGTERM');
      await exit;
      clearTimeout(timer);
    },
  };
}

/** The portal as it is run in production: the built program on a database, told by its environment alone. */
export async function startPortal(
  databaseUrl: string,
  folder: string,
  profile: string | undefined,
): Promise<ServerProcess> {
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = watch(
    spawn(findNode(), [...SERVER_FLAGS, ...flags, inRoot('dist/backend/main.js')], {
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        DATA_DIR: join(folder, 'portal'),
        DATABASE_URL: databaseUrl,
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  for await (const line of createInterface(child.stdout)) {
    const url = /^Rollcall is ready at (\S+)$/u.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return serverProcess(child, url);
  }
  throw new Error('the portal did not start');
}

/** Forks a program of the bench and waits for its first message; it ends when this process does. */
async function forkUntilMessage(file: string, parameter: unknown): Promise<{ child: ChildProcess; message: unknown }> {
  const child = watch(fork(join(import.meta.dirname, file), [JSON.stringify(parameter)]));
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with code ${String(code)}`);
  });
  ended.catch(() => undefined);
  const message: unknown = await Promise.race([once(child, 'message').then(([first]: unknown[]) => first), ended]);
  return { child, message };
}

export async function startRaw(databaseUrl: string): Promise<ServerProcess> {
  const { child, message } = await forkUntilMessage('raw-server.ts', databaseUrl);
  return serverProcess(child, String(message));
}

/** Runs a program of the bench to its answer. */
export async function runForAnswer<T>(file: string, parameter: unknown): Promise<T> {
  const { child, message } = await forkUntilMessage(file, parameter);
  if (child.exitCode === null) await once(child, 'exit');
  return message as T;
}
