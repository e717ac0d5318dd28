import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { Initial20261123000000 } from './migrations/20261123000000-initial.js';
import { FeedItem20261123000100 } from './migrations/20261123000100-feed-item.js';
import { Settings20261123000200 } from './migrations/20261123000200-settings.js';
import { IdentifierKeys20261123000300 } from './migrations/20261123000300-identifier-keys.js';
import { PinAndLetters20261123000400 } from './migrations/20261123000400-pin-and-letters.js';
import { Deletion20261123000500 } from './migrations/20261123000500-deletion.js';
import { ListViews20261123000600 } from './migrations/20261123000600-list-views.js';
import { Directory20261123001000 } from './migrations/20261123001000-directory.js';
import { ProtectedFields20261123000700 } from './migrations/20261123000700-protected-fields.js';
import { AttemptCounter20261123001100 } from './migrations/20261123001100-attempt-counter.js';
import { AccessLog20261123001150 } from './migrations/20261123001150-access-log.js';
import { OneTimeSecret20261123001200 } from './migrations/20261123001200-one-time-secret.js';
import { SessionPlace20261123001300 } from './migrations/20261123001300-session-place.js';
import { ApiKey20261123001350 } from './migrations/20261123001350-api-key.js';
import { UnitScope20261123001400 } from './migrations/20261123001400-unit-scope.js';
import { RoleFromDirectory20261123001450 } from './migrations/20261123001450-role-from-directory.js';
import { LockWave20261123001500 } from './migrations/20261123001500-lock-wave.js';
import { FullerKeys20261129002000 } from './migrations/20261129002000-fuller-keys.js';
import { RoleHolders20261129003000 } from './migrations/20261129003000-role-holders.js';
import { Facets20261129004000 } from './migrations/20261129004000-facets.js';

/** Every migration, oldest first. They only go forward. */
const MIGRATIONS = [
  Initial20261123000000,
  FeedItem20261123000100,
  Settings20261123000200,
  IdentifierKeys20261123000300,
  PinAndLetters20261123000400,
  Deletion20261123000500,
  ListViews20261123000600,
  ProtectedFields20261123000700,
  Directory20261123001000,
  AttemptCounter20261123001100,
  AccessLog20261123001150,
  OneTimeSecret20261123001200,
  SessionPlace20261123001300,
  ApiKey20261123001350,
  UnitScope20261123001400,
  RoleFromDirectory20261123001450,
  LockWave20261123001500,
  FullerKeys20261129002000,
  RoleHolders20261129003000,
  Facets20261129004000,
];

/** Settings both the migrator and the application's ORM use for migrations. */
export const migrationOptions = {
  extensions: [Migrator],
  migrations: { migrationsList: MIGRATIONS, tableName: 'migration', snapshot: false, snapshotOnMigrate: false },
};

/**
 * Brings the database at `databaseUrl` to the newest schema. Nodes that start together wait for one another.
 * @throws what the database says when a migration fails; that migration is then not applied at all
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const orm = await MikroORM.init({
    ...migrationOptions,
    clientUrl: databaseUrl,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: 2 },
    debug: false,
    logger: () => undefined,
  });
  try {
    await orm.em.transactional(async (em) => {
      await em.execute(`select pg_advisory_xact_lock(hashtext('rollcall.migrate'))`);
      await orm.migrator.up();
    });
  } finally {
    await orm.close();
  }
}
