import type { TestPortal } from './portal.js';

/** As if the sign-in had been locked this long ago: the database's clock is the only one that counts. */
export async function lockedFor(portal: TestPortal, id: string, age: string): Promise<void> {
  await portal.query(
    `insert into attempt_counter (user_id, secret, failures, locked_at, locked_from)
      values ($1, 'password', 5, clock_timestamp() - $2::interval, '192.0.2.7')
    on conflict (user_id, secret) do update set failures = 5, locked_at = excluded.locked_at`,
    [id, age],
  );
}
