import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { pino } from 'pino';
import type { RoleCode } from '../../backend/src/contract/permissions.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { Administrators } from '../../backend/src/auth/administrators.js';
import { loadConfig } from '../../backend/src/platform/config/load-config.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { Database } from '../../backend/src/platform/database/database.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import { startPortal } from '../../backend/src/portal.js';
import { SettingsService } from '../../backend/src/settings/settings.service.js';
import { ApiClient } from './api-client.js';
import { createDatabase } from './postgres.js';

export const PASSWORD = 'correct horse battery staple';

/** A whole portal on a database of its own, and ways to look at and use it from outside. */
export interface TestPortal {
  url: string;
  databaseUrl: string;
  dataDir: string;
  /** Rows of one statement on the portal's database: for arranging and for looking, past every rule. */
  query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Something the portal is made of, by its class or token. */
  get<T>(token: abstract new (...args: never[]) => T): T;
  /** Adds a staff account that can sign in with `PASSWORD`, and returns its id. */
  addAccount(primaryId: string, roles?: readonly RoleCode[]): Promise<string>;
  /** A client nobody is signed in to. */
  client(): ApiClient;
  /** Adds an account with these roles and signs it in. */
  signedIn(roles?: readonly RoleCode[]): Promise<ApiClient>;
  stop(): Promise<void>;
}

/** Tests are refused by the hundred from one address; that an address is slowed is what one of them is about. */
const UNTHROTTLED = `insert into setting (name, value, version, updated_by) values
  ('sign_in_refusals_per_address_per_minute', '10000', 1, 'Tester'), ('sign_in_refusals_per_minute', '10000', 1, 'Tester')
on conflict do nothing`;

const SILENT = pino({ level: 'silent' });

/** Starts a portal in this process on a free port; `env` overrides its settings. */
export async function startTestPortal(env: Record<string, string> = {}, log: Logger = SILENT): Promise<TestPortal> {
  const database = await createDatabase();
  const portal = await portalOn(database.url, () => database.drop(), env, log);
  await portal.query(UNTHROTTLED);
  await portal.get(SettingsService).fresh();
  return portal;
}

/** A further node of a portal that runs already: same database, own port. */
export function startSecondNode(
  first: TestPortal,
  env: Record<string, string> = {},
  log: Logger = SILENT,
): Promise<TestPortal> {
  return portalOn(first.databaseUrl, () => Promise.resolve(), { DATA_DIR: first.dataDir, ...env }, log);
}

async function portalOn(
  databaseUrl: string,
  drop: () => Promise<void>,
  env: Record<string, string>,
  log: Logger,
): Promise<TestPortal> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-test-'));
  const dataDir = env.DATA_DIR ?? folder;
  const config = loadConfig({ PORT: '0', DATA_DIR: dataDir, ...env }, []);
  const portal = await startPortal(config, databaseUrl, log);
  const database = portal.app.get(Database);
  const client = (): ApiClient => new ApiClient(portal.url);
  const addAccount = (primaryId: string, roles: readonly RoleCode[] = [ROLE.userAdministrator]): Promise<string> =>
    portal.app.get(UnitOfWork).run(SYSTEM, (unit) =>
      portal.app.get(Administrators).add(unit, {
        primaryId,
        firstName: primaryId,
        lastName: 'Tester',
        email: `${primaryId}@example.org`,
        roles,
        password: PASSWORD,
        mustChange: false,
      }),
    );
  return {
    url: portal.url,
    databaseUrl,
    dataDir,
    query: (text, params) => database.query(text, params),
    get: (token) => portal.app.get(token),
    addAccount,
    client,
    async signedIn(roles) {
      const primaryId = `tester-${randomUUID()}`;
      await addAccount(primaryId, roles);
      const signedIn = client();
      await signedIn.signIn(primaryId, PASSWORD);
      return signedIn;
    },
    async stop() {
      await portal.stop();
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
