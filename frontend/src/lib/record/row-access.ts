import type { AccountType } from '#contract/codes.ts';
import type { ListName } from '#contract/list-rows.ts';
import { permissionsOf, type Permission } from '#contract/permissions.ts';
import type { DraftRow } from './draft-rows.ts';

/** Why a row cannot be edited at this moment; null when it can. */
export type RowBarrier = 'permission' | 'held' | 'external' | 'beyond' | null;

export interface RowSituation {
  own: readonly Permission[];
  held: boolean;
  /** Who keeps the account in this save. */
  owner: AccountType;
}

export function mayEditList(list: ListName, own: readonly Permission[]): boolean {
  return own.includes('users.write') && (list !== 'roles' || own.includes('roles.write'));
}

/** Nobody grants or takes a role that holds a permission they lack. */
export function mayGrant(role: string, own: readonly Permission[]): boolean {
  return permissionsOf([role]).every((permission) => own.includes(permission));
}

export function rowBarrier(list: ListName, { row, state }: DraftRow, situation: RowSituation): RowBarrier {
  if (!mayEditList(list, situation.own)) return 'permission';
  if (situation.held) return 'held';
  // What this person adds as external is theirs until it is saved.
  const isFeeds = situation.owner === 'EXTERNAL' && 'external' in row && row.external && state !== 'added';
  if (isFeeds) return 'external';
  return 'role' in row && !mayGrant(row.role, situation.own) ? 'beyond' : null;
}
