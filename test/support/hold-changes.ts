import { Client } from 'pg';
import type { TestPortal } from './portal.js';

/**
 * Stops every write of a user just before it is committed, by taking the change log's counter. A job stands still
 * inside its chunk, with its records held. Answers with what lets them go on.
 */
export async function holdChanges(portal: TestPortal): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: portal.databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query('select seq from change_counter for update');
  return async () => {
    await client.query('commit');
    await client.end();
  };
}

/** Does something while writes are stopped. They go on when it calls what it is given, and in any case afterwards. */
export async function whileHeld(
  portal: TestPortal,
  work: (release: () => Promise<void>) => Promise<void>,
): Promise<void> {
  let held: (() => Promise<void>) | null = await holdChanges(portal);
  const release = async (): Promise<void> => {
    const go = held;
    held = null;
    await go?.();
  };
  await work(release).finally(release);
}
