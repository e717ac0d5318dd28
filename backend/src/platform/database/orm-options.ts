import type { Options } from '@mikro-orm/postgresql';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { migrationOptions } from './migrate.js';

/** Connections one node keeps at most; the doorbell and the job queue have their own. */
const MOST_CONNECTIONS = 20;
/** A statement that runs longer than this is ended by the database: no search may hold a connection for ever. */
const STATEMENT_TIMEOUT_MS = 30_000;

/** The ORM's settings for a database and the entities of the features. */
export function ormOptions(databaseUrl: string, entities: Options['entities']): Options {
  return {
    ...migrationOptions,
    driver: PostgreSqlDriver,
    clientUrl: databaseUrl,
    entities: entities ?? [],
    pool: { min: 2, max: MOST_CONNECTIONS },
    driverOptions: {
      // Statements are sent without waiting for the answers to those before them.
      pipeline: true,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      application_name: 'rollcall',
    },
    // A query log would hold personal data; failures are logged by code.
    debug: false,
    logger: () => undefined,
  };
}
