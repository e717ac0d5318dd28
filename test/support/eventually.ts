import { setTimeout as pause } from 'node:timers/promises';

const STEP_MS = 20;

/** Tries again until `look` no longer throws: waits for what is awaited, never for a time. Fails with its last words. */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 10_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await pause(STEP_MS);
  }
}
