import type { ChangeAction } from '../contract/changes.js';
import type { NameDisplay, NameParts } from '../contract/names.js';
import { displayName } from '../contract/names.js';
import type { Permission } from '../contract/permissions.js';
import type { Facets, LogEntry } from '../platform/database/change-log.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';
import { checkUnit } from '../users/unit-rules.js';

// Taken first, so that neither the account nor its roles change under whoever writes about it.
const TAKE = `
select version, primary_id as "primaryId", record_type as "recordType", account_type as "accountType", status, campus_code as unit,
  first_name as "firstName", middle_name as "middleName", last_name as "lastName", pref_first_name as "prefFirstName",
  pref_middle_name as "prefMiddleName", pref_last_name as "prefLastName"
from users where id = $1 for no key update`;

/** An account that was taken for a change of how somebody signs in. The record and its version stay as they are. */
export interface TakenAccount extends NameParts, Facets {
  version: number;
  primaryId: string;
}

export async function takeAccount(unit: Unit, userId: string): Promise<TakenAccount | null> {
  const [account] = await unit.sql<TakenAccount>(TAKE, [userId]);
  return account ?? null;
}

/**
 * An account that is taken by hand for such a change.
 * @throws ProblemError `resource.not-found` also for a user of a unit that is not the actor's, `permission.denied` for one
 *   the actor may only see
 */
export async function takeAccountFor(unit: Unit, userId: string, permission: Permission): Promise<TakenAccount> {
  const account = await takeAccount(unit, userId);
  if (account === null) throw new ProblemError('resource.not-found');
  checkUnit(unit.actor, permission, account.unit);
  return account;
}

/** The entry of the history that says what was done to the account. */
export function accountEntry(
  recordId: string,
  account: TakenAccount,
  action: ChangeAction,
  display: NameDisplay,
): LogEntry {
  const { version, recordType, accountType, status, unit } = account;
  return {
    recordId,
    version,
    action,
    recordName: displayName(account, display) || account.primaryId,
    facets: { recordType, accountType, status, unit },
    fields: [],
  };
}
