import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createUserSchema } from '../contract/users.js';
import { ROLE } from '../contract/permissions.js';
import { SYSTEM } from '../platform/database/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/ids/ids.js';
import { UserWriter } from '../users/user-writer.js';
import { Credentials } from './credentials.js';

const ANY_ADMINISTRATOR = `
select 1 from users u join user_role r on r.user_id = u.id join credential c on c.user_id = u.id
where r.role = any($1::text[]) and r.scope is null limit 1`;
const GRANT = `insert into user_role (id, user_id, role) values ($1, $2, $3)`;

/** Somebody who can sign in from the start. */
export interface Account {
  primaryId: string;
  firstName: string;
  lastName: string;
  email: string;
  roles: readonly string[];
  password: string;
  mustChange: boolean;
}

/** A password nobody has to think of: 120 random bits. */
export function randomPassword(): string {
  return randomBytes(15).toString('base64url');
}

/** Accounts the portal makes by itself: the first administrator, and those of the sample institution. */
@Injectable()
export class Administrators {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly writer: UserWriter,
    private readonly credentials: Credentials,
  ) {}

  /** Makes `admin` when nobody could administer the portal, and returns its one-time password; otherwise null. */
  async ensureFirst(): Promise<string | null> {
    return this.unitOfWork.run(SYSTEM, async (unit) => {
      await unit.sql(`select pg_advisory_xact_lock(hashtext('rollcall.first-administrator'))`);
      const found = await unit.sql(ANY_ADMINISTRATOR, [[ROLE.userManager, ROLE.userAdministrator]]);
      if (found.length > 0) return null;
      const password = randomPassword();
      await this.add(unit, {
        primaryId: 'admin',
        firstName: 'First',
        lastName: 'Administrator',
        email: 'admin@localhost.localdomain',
        roles: [ROLE.userAdministrator, ROLE.generalSystemAdministrator],
        password,
        mustChange: true,
      });
      return password;
    });
  }

  /** Adds a staff account with roles and a password. */
  async add(unit: Parameters<UserWriter['create']>[0], account: Account): Promise<string> {
    const { roles, password, mustChange, email, ...name } = account;
    const input = createUserSchema.parse({
      ...name,
      recordType: 'STAFF',
      emails: [{ address: email, types: ['work'], preferred: true }],
    });
    const id = await this.writer.create(unit, input);
    for (const role of roles) await unit.sql(GRANT, [newId(), id, role]);
    await this.credentials.put(unit, id, await this.credentials.seal(password, { mustChange, hours: null }));
    return id;
  }
}
