import type { Pool, PoolClient } from 'pg';

/** Time in which whoever holds a connection that broke gives it back by itself, as single statements do. */
const GRACE_MS = 1000;

/**
 * Takes back connections that broke while they were in use. The query builder gives a connection back only after a
 * begin, commit or rollback that succeeded, which a broken one never sees, so the pool would run dry one by one.
 */
export function reclaimBroken(pool: Pool): void {
  const inUse = new Set<PoolClient>();
  pool.on('acquire', (client) => inUse.add(client));
  pool.on('release', (_error, client) => inUse.delete(client));
  pool.on('connect', (client) => {
    client.once('end', () => {
      setTimeout(() => {
        if (inUse.has(client)) client.release(true);
      }, GRACE_MS);
    });
  });
}
