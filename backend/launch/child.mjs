import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Runs a program to its end. Signals sent to this process go to the program, each once, and this process outlives it.
 *
 * @returns {Promise<number>} its exit code, 128 + n when signal n ended it
 */
export function runProgram(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const forwarders = FORWARDED.map((signal) => [signal, () => child.kill(signal)]);
    for (const [signal, forward] of forwarders) process.once(signal, forward);
    // The second Ctrl-C must not end this process before the program has ended.
    const hold = () => {};
    for (const signal of FORWARDED) process.on(signal, hold);
    const settle = () => {
      for (const [signal, forward] of forwarders) process.off(signal, forward).off(signal, hold);
    };
    options.onChild?.(child);
    child.on('error', (error) => {
      settle();
      fail(error);
    });
    child.on('close', (code, signal) => {
      settle();
      done(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** Runs a program in silence. @returns {Promise<{ code: number, output: string }>} with all it wrote */
export async function runSilently(command, args, options = {}) {
  const chunks = [];
  const collect = (child) => {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  };
  const env = { ...process.env, NO_COLOR: '1', ...options.env };
  const stdio = ['ignore', 'pipe', 'pipe'];
  const code = await runProgram(command, args, { ...options, env, stdio, onChild: collect });
  return { code, output: Buffer.concat(chunks).toString() };
}

/** A program failed, or a signal ended it; what it wrote is the message. */
export class StepError extends Error {
  constructor(code, output) {
    super(output.trim());
    this.code = code;
  }
}

/** Says what happens and how long it took, on one line; work that throws leaves the line open. */
export async function step(name, work) {
  const begin = performance.now();
  process.stdout.write(`${name} … `);
  try {
    await work();
    process.stdout.write(`${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  }
}

/** Runs a program in silence. @throws {StepError} when it fails */
export async function runOrThrow(command, args, options) {
  const { code, output } = await runSilently(command, args, options);
  if (code !== 0) throw new StepError(code, output);
}

/** What a launcher's main function does with an error: the reason without a stack, and the program's exit code. */
export function exitWith(error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof StepError ? error.code : 1);
}
