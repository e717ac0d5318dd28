import type { Lock } from '#contract/locks.ts';
import { isEditable, isSignInField, type FieldName } from '#contract/users.ts';

/** Why a field cannot be typed into at this moment; null when it can. */
export type Barrier = 'permission' | 'held' | 'external' | 'outranks' | 'occupied' | null;

export interface Situation {
  mayWrite: boolean;
  held: boolean;
  accountType: string;
  /** Whose record it is may do something this person may not. */
  outranks: boolean;
  /** Somebody else is in the field. */
  occupied: boolean;
  /** This person is in it, typed into it before, or chose to edit anyway. */
  mine: boolean;
}

export function barrier(field: FieldName, situation: Situation): Barrier {
  if (!situation.mayWrite) return 'permission';
  if (!isEditable(field, situation.accountType)) return 'external';
  if (situation.outranks && isSignInField(field)) return 'outranks';
  if (situation.held) return 'held';
  return situation.occupied && !situation.mine ? 'occupied' : null;
}

/**
 * Who holds the record now. The live word counts while there is a connection; without one, the newest of what was
 * heard counts until its lease has run out, for then nobody can say.
 */
export function heldBy(heard: Lock | null | undefined, read: Lock | null, isLive: boolean, now: number): Lock | null {
  if (isLive) return heard === undefined ? read : heard;
  const last = read ?? heard ?? null;
  return last !== null && Date.parse(last.expiresAt) > now ? last : null;
}
