import type { DestinationStream, Logger } from 'pino';
import { pino } from 'pino';

export const LOGGER = Symbol('LOGGER');

// Bodies, cookies and personal data never reach the log: only what is named here of an error does.
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? error.code : undefined;
  // The message of a database error can quote the row; its code and the stack's places say enough.
  const places = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { type: error.name, code, places, cause: error.cause === undefined ? undefined : describe(error.cause) };
}

/** Structured log on standard output, or elsewhere; `level` is one of pino's. */
export function createLogger(level: string, destination: DestinationStream = pino.destination(1)): Logger {
  return pino({ level, base: null, serializers: { err: describe } }, destination);
}
