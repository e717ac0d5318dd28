import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { built } from './product.js';

const TEMPLATE = 'bench_template';

/** The bench's own PostgreSQL, with the settings and the durability of production. */
export interface BenchServer {
  /** Its folder; other files of the bench may lie beside the cluster. */
  folder: string;
  version: string;
  /** A new database with the product's tables and nothing in them; returns its URL. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function startServer(): Promise<BenchServer> {
  const { startEmbedded } = await built('platform/database/embedded/start-embedded');
  const { migrate } = await built('platform/database/migrate');
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const postgres = await startEmbedded({ dataDir: folder, fsync: true });
  // An ordinary exit stops PostgreSQL; its folder goes with it.
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const urlOf = (name: string): string => postgres.url.replace(/\/rollcall$/u, `/${name}`);
  const administer = (statement: string): Promise<unknown> =>
    withClient(postgres.url, (client) => client.query(statement));
  await administer(`create database ${TEMPLATE}`);
  await migrate(urlOf(TEMPLATE));
  const version = await withClient(postgres.url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? 'unknown';
  });
  return {
    folder,
    version,
    async createDatabase(name) {
      await administer(`create database ${name} template ${TEMPLATE}`);
      return urlOf(name);
    },
    async dropDatabase(name) {
      await administer(`drop database ${name} with (force)`);
    },
    stop: () => postgres.stop(),
  };
}
