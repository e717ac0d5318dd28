import { hash } from '@node-rs/argon2';
import type { Client } from 'pg';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { newId } from '../../backend/src/platform/ids/ids.js';
import { identifierKey, nameSearch, sortName } from '../../backend/src/users/keys.js';
import { copyInto, copyText, tablesOf } from './copy.js';
import { people } from './people.js';

export const PASSWORD = 'bench horse battery staple';
const ACCOUNTS = 20;

/** Sign-in names of the administrators that every bench database has. */
export const ADMINISTRATORS = Array.from({ length: ACCOUNTS }, (_, at) => `bench-administrator-${at + 1}`);

const ADD_USER = `insert into users (id, record_type, account_type, primary_id, primary_id_key, first_name, last_name,
  sort_name, name_search) values ($1, 'STAFF', 'INTERNAL', $2, $3, $4, $5, $6, $7::tsvector)`;
const ADD_CREDENTIAL = `insert into credential (user_id, password_hash) values ($1, $2)`;
const ADD_ROLE = `insert into user_role (id, user_id, role) values ($1, $2, $3)`;

/** Adds accounts that can sign in with `PASSWORD`; returns their ids. */
export async function addAccounts(client: Client, primaryIds: readonly string[]): Promise<string[]> {
  const passwordHash = await hash(PASSWORD);
  const ids: string[] = [];
  for (const primaryId of primaryIds) {
    const id = newId();
    const name = {
      firstName: 'Bench',
      middleName: null,
      lastName: primaryId,
      prefFirstName: null,
      prefMiddleName: null,
      prefLastName: null,
    };
    const keys = [identifierKey(primaryId), name.firstName, name.lastName, sortName(name), nameSearch(name)];
    await client.query(ADD_USER, [id, primaryId, ...keys]);
    await client.query(ADD_CREDENTIAL, [id, passwordHash]);
    ids.push(id);
  }
  return ids;
}

export async function addAdministrators(client: Client): Promise<void> {
  for (const id of await addAccounts(client, ADMINISTRATORS)) {
    await client.query(ADD_ROLE, [newId(), id, ROLE.userAdministrator]);
  }
}

/** Fills a database with users, a COPY for each table, and leaves it as autovacuum would in the end. */
export async function fill(client: Client, users: number): Promise<void> {
  for (const table of tablesOf('institution')) await copyInto(client, table, copyText(table, people(users)));
  await addAdministrators(client);
  await client.query('vacuum (analyze)');
  await client.query('checkpoint');
}
