import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { ensureBuilt } from '../../backend/launch/build.mjs';

/** Migrated once; every test file gets a copy of it. */
const TEMPLATE = 'rollcall_template';

let running;

async function makeTemplate(url, migrate) {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await migrate(url.replace(/\/rollcall$/u, `/${TEMPLATE}`));
  await admin.query(`alter database ${TEMPLATE} with is_template true allow_connections false`);
  await admin.end();
}

/** One PostgreSQL for the whole jest run, started and migrated by the built product's own code. */
export async function startServer() {
  await ensureBuilt(['backend']);
  const { startEmbedded } = await import('../../dist/backend/platform/database/embedded/start-embedded.js');
  const { migrate } = await import('../../dist/backend/platform/database/migrate.js');
  const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-test-'));
  const postgres = await startEmbedded({ dataDir, fsync: false });
  running = { postgres, dataDir };
  // jest leaves on a signal without its teardown; an ordinary exit stops PostgreSQL.
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
  await makeTemplate(postgres.url, migrate);
  process.env.ROLLCALL_TEST_DATABASE = postgres.url;
}

export async function stopServer() {
  await running?.postgres.stop();
  if (running !== undefined) rmSync(running.dataDir, { recursive: true, force: true });
}
