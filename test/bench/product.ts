import { inRoot } from '../../backend/launch/paths.mjs';
import type * as Embedded from '../../backend/src/platform/database/embedded/start-embedded.js';
import type * as Migrate from '../../backend/src/platform/database/migrate.js';
import type * as Lister from '../../backend/src/users/user-lister.js';

/** Modules that need the compiler, for their decorators; what has none is imported as it is written. */
interface Built {
  'platform/database/embedded/start-embedded': typeof Embedded;
  'platform/database/migrate': typeof Migrate;
  'users/user-lister': typeof Lister;
}

/** A module of the built product, which is what is measured. */
export async function built<Name extends keyof Built>(name: Name): Promise<Built[Name]> {
  return (await import(inRoot(`dist/backend/${name}.js`))) as Built[Name];
}
