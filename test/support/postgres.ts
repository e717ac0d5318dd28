import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of one test file, with the product's tables and nothing in them. */
export interface TestDatabase {
  /** Connection URL, password included. */
  url: string;
  /** Drops it, connections and all. */
  drop(): Promise<void>;
}

async function administer(statement: string): Promise<string> {
  const server = process.env.ROLLCALL_TEST_DATABASE;
  if (server === undefined) throw new Error('The test database is started by jest: run this file with npm test.');
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
  return server;
}

/** Copies the migrated template; call it once in `beforeAll`, and `drop` in `afterAll`. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const server = await administer(`create database ${name} template rollcall_template`);
  return {
    url: server.replace(/\/rollcall$/u, `/${name}`),
    async drop() {
      await administer(`drop database ${name} with (force)`);
    },
  };
}
