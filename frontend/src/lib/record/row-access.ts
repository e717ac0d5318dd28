import type { AccountType } from '#contract/codes.ts';
import type { ListName } from '#contract/list-rows.ts';
import { mayGrant, type Grants } from '#contract/grants.ts';
import type { Permission } from '#contract/permissions.ts';
import type { DraftRow } from './draft-rows.ts';

/** Why a row cannot be edited at this moment; null when it can. */
export type RowBarrier = 'permission' | 'held' | 'external' | 'beyond' | null;

export interface RowSituation {
  /** What the person may do with this record. */
  own: readonly Permission[];
  /** What they may do anywhere, which decides the roles they may give. */
  grants: Grants;
  held: boolean;
  /** Who keeps the account in this save. */
  owner: AccountType;
}

export function mayEditList(list: ListName, own: readonly Permission[]): boolean {
  return own.includes('users.write') && (list !== 'roles' || own.includes('roles.write'));
}

export function rowBarrier(list: ListName, { row, state }: DraftRow, situation: RowSituation): RowBarrier {
  if (!mayEditList(list, situation.own)) return 'permission';
  if (situation.held) return 'held';
  // What this person adds as external is theirs until it is saved.
  const isFeeds = situation.owner === 'EXTERNAL' && 'external' in row && row.external && state !== 'added';
  if (isFeeds) return 'external';
  return 'role' in row && !mayGrant(situation.grants, row) ? 'beyond' : null;
}
