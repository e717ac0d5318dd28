import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:tls';
import type { DirectoryStep, DirectoryStepResult } from '../contract/directory.js';
import { DIRECTORY_STEPS } from '../contract/directory.js';
import type { LdapConfig } from '../platform/config/load-config.js';
import type { DirectoryConnection } from './directory-connection.js';
import { DirectoryConnection as Connection, tlsOptions } from './directory-connection.js';
import { toDirectoryError, within } from './directory-error.js';

const LDAPS_PORT = 636;

function place(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname.replaceAll(/^\[|\]$/gu, ''), port: port === '' ? LDAPS_PORT : Number(port) };
}

async function resolve(url: string): Promise<string[]> {
  const addresses = await lookup(place(url).host, { all: true });
  return addresses.map(({ address }) => address);
}

/** Shakes hands as the directory's client will, and says by which protocol. */
async function shakeHands(config: LdapConfig, url: string): Promise<string[]> {
  const socket = connect({ ...tlsOptions(config), ...place(url) });
  try {
    await within(config.connectTimeoutMs, once(socket, 'secureConnect'));
    return [socket.getProtocol() ?? ''];
  } finally {
    socket.destroy();
  }
}

/** Goes through everything a sign-in needs of one server, and stops at the first thing that fails. */
export async function tryServer(config: LdapConfig, url: string, name: string | null): Promise<DirectoryStepResult[]> {
  const results: DirectoryStepResult[] = [];
  const run = async (step: DirectoryStep, work: () => Promise<string[] | null>): Promise<void> => {
    const began = performance.now();
    const took = (): number => Math.round(performance.now() - began);
    try {
      const found = await work();
      results.push({ step, outcome: 'done', reason: null, found, milliseconds: took() });
    } catch (error) {
      const { reason } = toDirectoryError(error);
      results.push({ step, outcome: 'failed', reason, found: null, milliseconds: took() });
      throw error;
    }
  };
  try {
    await run('resolve', () => resolve(url));
    await run('tls', () => shakeHands(config, url));
    await run('bind', () => Connection.use(config, url, () => Promise.resolve(null)));
    if (name !== null) await Connection.use(config, url, (connection) => tryPerson(connection, name, run));
  } catch {
    // The step has said why.
  }
  const tried = new Set(results.map(({ step }) => step));
  const rest = DIRECTORY_STEPS.filter((step) => !tried.has(step));
  return [
    ...results,
    ...rest.map((step) => ({ step, outcome: 'not-tried', reason: null, found: null, milliseconds: 0 }) as const),
  ];
}

async function tryPerson(
  connection: DirectoryConnection,
  name: string,
  run: (step: DirectoryStep, work: () => Promise<string[] | null>) => Promise<void>,
): Promise<void> {
  let person: Awaited<ReturnType<DirectoryConnection['find']>> = null;
  await run('search', async () => {
    person = await connection.find(name);
    return person === null ? [] : [person.dn];
  });
  const found = person as { dn: string; name: string } | null;
  if (found === null) return;
  await run('groups', async () => (await connection.groupsOf(found))?.map(({ dn }) => dn) ?? null);
}
