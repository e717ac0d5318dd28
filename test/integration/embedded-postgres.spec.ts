import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataDirInUseError } from '../../backend/src/platform/database/embedded/errors.js';
import {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  startEmbedded,
} from '../../backend/src/platform/database/embedded/start-embedded.js';

const STARTER = join(import.meta.dirname, '../../dist/backend/platform/database/embedded/start-embedded.js');

let dataDir: string;
let running: EmbeddedPostgres[];
let portals: ChildProcess[];

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbedded({ dataDir, fsync: false, ...options });
  running.push(postgres);
  return postgres;
}

/** Another process that starts PostgreSQL in the same data folder and then waits. */
async function startElsewhere(): Promise<ChildProcess> {
  const program = `
    const { startEmbedded } = await import(process.argv[1]);
    await startEmbedded({ dataDir: process.argv[2], fsync: false });
    process.stdout.write('ready');
    setInterval(() => undefined, 60_000);`;
  const portal = spawn(process.execPath, ['--input-type=module', '-e', program, STARTER, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  portals.push(portal);
  await once(portal.stdout, 'data');
  return portal;
}

async function kill(portal: ChildProcess): Promise<void> {
  if (portal.exitCode !== null || portal.signalCode !== null) return;
  const exit = once(portal, 'exit');
  portal.kill('SIGKILL');
  await exit;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows.flatMap((row) => Object.values(row));
  } finally {
    await client.end();
  }
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rollcall-embedded-'));
  running = [];
  portals = [];
});

afterEach(async () => {
  for (const portal of portals) await kill(portal);
  for (const postgres of running) await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('makes a database that only its generated password opens', async () => {
    const { url } = await start();
    expect(await query(url, 'select current_database()')).toEqual(['rollcall']);
    await expect(query(url.replace(/:[^:@]+@/u, ':guess@'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(dataDir, 'initdb-password'))).toBe(false);
  });

  it('listens on 127.0.0.1 alone and keeps commits durable by default', async () => {
    const { url } = await start({ fsync: true });
    for (const [name, value] of Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: '' })) {
      expect(await query(url, `show ${name}`)).toEqual([value]);
    }
    for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      expect(await query(url, `show ${name}`)).toEqual(['on']);
    }
  });

  it('keeps its data over a restart', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'select answer from kept')).toEqual([42]);
  });

  it('refuses a second owner while the first lives, and names it', async () => {
    await start();
    await expect(start()).rejects.toThrow(DataDirInUseError);
    await expect(start()).rejects.toThrow(`in use by another running portal (process ${String(process.pid)})`);
  });

  it('attaches to the server that a killed portal left running, and stops it in the end', async () => {
    const portal = await startElsewhere();
    const [orphan] = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n');
    await expect(start()).rejects.toThrow(DataDirInUseError);
    await kill(portal);

    const steps: string[] = [];
    const attached = await start({ onStep: (message) => steps.push(message) });
    expect(steps).toEqual(['Attaching to the PostgreSQL that still runs']);
    expect(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]).toBe(orphan);
    expect(await query(attached.url, 'select 1')).toEqual([1]);

    await attached.stop();
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
    await expect(query(attached.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('starts although a stale postmaster.pid names a process that is something else', async () => {
    const first = await start();
    const file = join(dataDir, 'postgres/postmaster.pid');
    const stale = readFileSync(file, 'utf8').replace(/^\d+/u, String(process.pid));
    await first.stop();
    writeFileSync(file, stale);
    const second = await start();
    expect(await query(second.url, 'select 1')).toEqual([1]);
  });

  it('begins anew after a first start that was cut short', async () => {
    mkdirSync(join(dataDir, 'postgres.new'));
    writeFileSync(join(dataDir, 'postgres.new/PG_VERSION'), '18\n');
    const { url } = await start();
    expect(await query(url, 'select 1')).toEqual([1]);
  });
});
