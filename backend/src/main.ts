import './platform/heap.js';
import 'reflect-metadata';
import { Administrators } from './auth/administrators.js';
import { DemoLoader } from './demo/demo-loader.js';
import { ConfigError } from './platform/config/config-error.js';
import type { Config } from './platform/config/load-config.js';
import { readConfig } from './platform/config/read-config.js';
import { EmbeddedPostgresError } from './platform/database/embedded/errors.js';
import { startEmbedded } from './platform/database/embedded/start-embedded.js';
import { createLogger } from './platform/log/logger.js';
import type { Portal } from './portal.js';
import { startPortal } from './portal.js';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sayWhy(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

interface RunningDatabase {
  url: string;
  stop(): Promise<void>;
}

function startDatabase(config: Config): Promise<RunningDatabase> {
  if (config.databaseUrl !== undefined) {
    return Promise.resolve({ url: config.databaseUrl, stop: () => Promise.resolve() });
  }
  return startEmbedded({ dataDir: config.dataDir, allowFallback: config.dataDirIsDefault, onStep: say });
}

/** Why the portal did not start, in one sentence where the reason is one a person can mend. */
function reasonOf(error: unknown, config: Config): string {
  if (error instanceof EmbeddedPostgresError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${String(config.port)} is taken; set PORT to another one.`;
  if (code === 'EACCES') return `Port ${String(config.port)} may not be used by this account; set PORT to another one.`;
  if (config.databaseUrl !== undefined && code === 'ECONNREFUSED')
    return 'DATABASE_URL names a database that does not answer.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Stops everything once, whichever signal comes first. */
function stopOnSignal(portal: Portal, database: RunningDatabase): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say('Stopping');
    await portal.stop();
    await database.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop().catch((error: unknown) => sayWhy(String(error)));
    });
  }
}

async function loadDemo(portal: Portal): Promise<void> {
  const accounts = await portal.app.get(DemoLoader).load();
  if (accounts === null) return;
  say(`Sample institution: sign in as ${accounts.names.join(', ')} with the password ${accounts.password}`);
}

async function run(config: Config): Promise<void> {
  const database = await startDatabase(config);
  try {
    const portal = await startPortal(config, database.url, createLogger(config.logLevel));
    stopOnSignal(portal, database);
    const password = await portal.app.get(Administrators).ensureFirst();
    if (password !== null) {
      say(`First administrator: admin, one-time password ${password} (to be changed at the first sign-in)`);
    }
    if (config.demo) await loadDemo(portal);
    say(`Rollcall is ready at ${config.publicUrl ?? portal.url}`);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

function checkedConfig(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (error instanceof ConfigError) return sayWhy(error.message);
    throw error;
  }
}

const config = checkedConfig();
run(config).catch((error: unknown) => sayWhy(reasonOf(error, config)));
