import { LIST_NAMES } from '#contract/list-rows.ts';
import type { Problem } from '#contract/problems.ts';
import { targetOf, type SaveUser } from '#contract/users.ts';
import { changedFields, shownValue, type Draft } from './draft.ts';
import { rowKey } from './draft-rows.ts';
import { isSettable, refusal } from './field-value.ts';

/**
 * Why things were refused: a code of the message catalogue for each field (`title`), list (`emails`), row
 * (`phones:<id>`) or field of a row (`phones:<id>/number`).
 */
export type SaveErrors = ReadonlyMap<string, string>;

/** What the contract's own schemas refuse, before anything is sent. */
export function ownErrors(draft: Draft): SaveErrors {
  const errors = new Map<string, string>();
  for (const field of changedFields(draft)) {
    const code = refusal(field, shownValue(draft, field));
    if (code !== null) errors.set(field, code);
  }
  return errors;
}

function placeInRow(target: string, [part]: readonly string[]): string {
  return part === undefined ? target : `${target}/${part}`;
}

/**
 * The portal names a field by itself, a row by its list and id (`phones.<id>.number`), and either by its place in the
 * save (`operations.2.row.number`).
 */
function targetOfPath(path: string, sent: SaveUser): string | null {
  const [first = '', second, ...rest] = path.split('.');
  if (first === 'operations') {
    const operation = sent.operations[Number(second)];
    if (operation === undefined) return null;
    return operation.op === 'set' ? operation.field : placeInRow(targetOf(operation), rest.slice(1));
  }
  if (isSettable(first)) return first;
  const list = LIST_NAMES.find((name) => name === first);
  if (list === undefined) return null;
  return second === undefined ? list : placeInRow(rowKey(list, second), rest);
}

/** An identifier somebody else has is said of the list; the rows of this save are the ones it can be. */
function takenBy(target: string, code: string, sent: SaveUser): string {
  if (target !== 'identifiers' || code !== 'user.identifier-taken') return target;
  const mine = sent.operations.filter((operation) => operation.op !== 'set' && operation.list === 'identifiers');
  const [only] = mine;
  return mine.length === 1 && only !== undefined ? `${targetOf(only)}/value` : target;
}

/** The portal's refusals, one by one; empty when the problem is about nothing in the save. */
export function refusals(problem: Problem, sent: SaveUser): SaveErrors {
  const errors = new Map<string, string>();
  for (const { path, code } of problem.errors ?? []) {
    const found = targetOfPath(path, sent);
    if (found === null) continue;
    const target = takenBy(found, code, sent);
    if (!errors.has(target)) errors.set(target, code);
  }
  if (errors.size === 0 && problem.code === 'user.identifier-taken') errors.set('primaryId', 'identifier.taken');
  return errors;
}

/** Whether an error is about this field, row or list. */
export function concerns(target: string, error: string): boolean {
  return error === target || error.startsWith(`${target}/`);
}

/** The errors of one row, by its field; those of the row itself under an empty name. */
export function rowErrors(errors: SaveErrors, key: string): ReadonlyMap<string, string> {
  return new Map(
    [...errors].flatMap(([error, code]): [string, string][] =>
      concerns(key, error) ? [[error.slice(key.length + 1), code]] : [],
    ),
  );
}
