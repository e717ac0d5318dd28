import { setTimeout as sleep } from 'node:timers/promises';
import { realpathSync } from 'node:fs';
import { Client } from 'pg';
import { type Cluster, SUPERUSER } from './cluster.js';
import { EmbeddedPostgresError, errorCode } from './errors.js';
import { isPostmaster, type Postmaster } from './server.js';

const POLL_MS = 25;
/** https://www.postgresql.org/docs/18/errcodes-appendix.html: cannot_connect_now, while starting or recovering. */
const STARTING = '57P03';
const NOT_READY: unknown[] = ['ECONNREFUSED', STARTING];

const DATABASE = 'rollcall';

/** URL of a database on the embedded server, password included. */
function databaseUrl(postmaster: Postmaster, cluster: Cluster, database = DATABASE): string {
  return `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${String(postmaster.port)}/${database}`;
}

async function connect(url: string): Promise<Client | undefined> {
  const client = new Client({ connectionString: url });
  // Without a listener a server that goes down between two queries would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (NOT_READY.includes(errorCode(error))) return undefined;
    throw error;
  }
}

async function connectWhenReady(postmaster: Postmaster, cluster: Cluster): Promise<Client> {
  const url = databaseUrl(postmaster, cluster, 'postgres');
  for (;;) {
    const client = await connect(url);
    if (client !== undefined) return client;
    if (!isPostmaster(postmaster.pid, cluster)) throw new EmbeddedPostgresError('PostgreSQL ended while it started.');
    await sleep(POLL_MS);
  }
}

async function proveCluster(client: Client, cluster: Cluster): Promise<void> {
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  if (rows.some((row) => realpathSync(row.data_directory) === cluster.folder)) return;
  throw new EmbeddedPostgresError(`The PostgreSQL that answers is not the one in ${cluster.folder}.`);
}

/**
 * Waits, through crash recovery if need be, until the server answers to our password as the server of this cluster,
 * and makes the portal's database if it is not there yet.
 *
 * @returns the URL of that database
 * @throws {EmbeddedPostgresError} when the server ends first or is another one
 */
export async function awaitDatabase(postmaster: Postmaster, cluster: Cluster): Promise<string> {
  const client = await connectWhenReady(postmaster, cluster);
  try {
    await proveCluster(client, cluster);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  return databaseUrl(postmaster, cluster);
}
