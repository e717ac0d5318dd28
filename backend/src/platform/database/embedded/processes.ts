import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What the operating system says about a live process; a zombie counts as dead. */
export interface ProcessFacts {
  /** Opaque, and different for every process that ever had this pid since boot. */
  started: string;
  commandLine: string;
}

function fromProc(pid: number): ProcessFacts | undefined {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  // proc_pid_stat(5): the name in parentheses may hold spaces, so count from the last one; state is field 3, start 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || started === undefined) return undefined;
  const commandLine = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
  return { started, commandLine };
}

function fromPs(pid: number): ProcessFacts | undefined {
  const ask = (column: string): string =>
    execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  return ask('stat').startsWith('Z') ? undefined : { started: ask('lstart'), commandLine: ask('command') };
}

/** Facts of a live process, undefined when there is none with this pid. */
export function processFacts(pid: number): ProcessFacts | undefined {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

/** Sends a signal; false when the process is gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
