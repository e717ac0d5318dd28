import { mayGrant, type Grants } from '#contract/grants.ts';
import type { RowInput } from '#contract/list-rows.ts';

type Role = RowInput<'roles'>;

/** What copying would do with one role of the other user. */
export interface CopiedRole {
  role: Role;
  verdict: 'add' | 'held' | 'beyond';
}

/** One role with one scope, as either of two users has it; null for who has it not. */
export interface ComparedRole {
  key: string;
  mine: Role | null;
  theirs: Role | null;
  same: boolean;
}

/** A user has a role once for each scope. */
function keyOf({ role, scope }: Role): string {
  return `${role}\n${scope ?? ''}`;
}

/** Role, scope, whether it is active and until when, without a row's id. */
function content({ role, scope, active, expiryDate }: Role): Role {
  return { role, scope, active, expiryDate };
}

/** The roles of another user, and what becomes of each: nobody grants what they lack themselves. */
export function planCopy(theirs: readonly Role[], mine: readonly Role[], own: Grants): CopiedRole[] {
  const held = new Set(mine.map(keyOf));
  return theirs.map((role) => {
    if (held.has(keyOf(role))) return { role: content(role), verdict: 'held' };
    return { role: content(role), verdict: mayGrant(own, role) ? 'add' : 'beyond' };
  });
}

/** Two users' roles side by side, mine first, in the order they were given. */
export function compareRoles(mine: readonly Role[], theirs: readonly Role[]): ComparedRole[] {
  const keys = [...new Set([...mine, ...theirs].map(keyOf))];
  return keys.map((key) => {
    const [one = null, other = null] = [mine, theirs].map((roles) => roles.find((role) => keyOf(role) === key));
    const same = one?.active === other?.active && one?.expiryDate === other?.expiryDate;
    return { key, mine: one, theirs: other, same };
  });
}
