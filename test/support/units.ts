import { randomUUID } from 'node:crypto';
import type { RoleCode } from '../../backend/src/contract/permissions.js';
import type { ApiClient } from './api-client.js';
import type { TestPortal } from './portal.js';
import { PASSWORD } from './portal.js';

/** Adds an account that has each of these roles in a unit, or everywhere for null, and returns its name. */
export async function addAccountIn(
  portal: TestPortal,
  roles: readonly (readonly [RoleCode, string | null])[],
  primaryId = `tester-${randomUUID()}`,
): Promise<string> {
  const id = await portal.addAccount(primaryId, []);
  for (const [role, scope] of roles) {
    await portal.query(`insert into user_role (id, user_id, role, scope) values (gen_random_uuid(), $1, $2, $3)`, [
      id,
      role,
      scope,
    ]);
  }
  return primaryId;
}

/** The same, signed in. */
export async function signedInWith(
  portal: TestPortal,
  ...roles: readonly (readonly [RoleCode, string | null])[]
): Promise<ApiClient> {
  const client = portal.client();
  await client.signIn(await addAccountIn(portal, roles), PASSWORD);
  return client;
}
