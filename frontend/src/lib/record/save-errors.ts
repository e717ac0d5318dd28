import type { Problem } from '#contract/problems.ts';
import type { FieldName, SaveUser } from '#contract/users.ts';
import { changedFields, shownValue, type Draft } from './draft.ts';
import { isFieldName, refusal } from './field-value.ts';

/** Why fields were refused: a code of the message catalogue for each. */
export type FieldErrors = ReadonlyMap<FieldName, string>;

/** What the contract's own schemas refuse, before anything is sent. */
export function ownErrors(draft: Draft): FieldErrors {
  const errors = new Map<FieldName, string>();
  for (const field of changedFields(draft)) {
    const code = refusal(field, shownValue(draft, field));
    if (code !== null) errors.set(field, code);
  }
  return errors;
}

/** The portal names a field by itself or by its place in the save (`operations.2.value`). */
function fieldOf(path: string, sent: SaveUser): FieldName | null {
  const place = /^operations\.(\d+)/.exec(path)?.[1];
  if (place !== undefined) return sent.operations[Number(place)]?.field ?? null;
  const [first = ''] = path.split('.');
  return isFieldName(first) ? first : null;
}

/** The portal's refusals, field by field; empty when the problem is about none of them. */
export function refusedFields(problem: Problem, sent: SaveUser): FieldErrors {
  const errors = new Map<FieldName, string>();
  for (const { path, code } of problem.errors ?? []) {
    const field = fieldOf(path, sent);
    if (field !== null && !errors.has(field)) errors.set(field, code);
  }
  if (errors.size === 0 && problem.code === 'user.identifier-taken') errors.set('primaryId', 'identifier.taken');
  return errors;
}
