import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import { ProblemError } from '../platform/http/problem.js';
import { identifierKey } from './keys.js';

/** The identifiers a record is written with. */
export interface WrittenIdentifiers {
  primaryId: string;
  identifiers: readonly { id: string; type: string; value: string }[];
  /** How whoever sent the record calls a path in it, if not by the ids of its rows. */
  pathOf?: (path: string) => string;
}

/** The index that exists while identifiers are unique across types (S096). */
const EXCLUSIVE_INDEX = 'identifier_key_exclusive';

/** What each index says of a row that is there already, between the brackets of `Key (…)=(…) already exists.` */
const TAKEN: Readonly<Record<string, (type: string, key: string) => string>> = {
  users_primary_id_key: (_type, key) => `=(${key})`,
  user_identifier_type_value: (type, key) => `=(${type}, ${key})`,
  identifier_key_of_user: (_type, key) => `=(${key}, `,
  [EXCLUSIVE_INDEX]: (_type, key) => `=(${key})`,
};

function pathOfTaken(index: string, detail: string, { primaryId, identifiers }: WrittenIdentifiers): string | null {
  const says = TAKEN[index];
  if (says === undefined) return null;
  if (index === 'users_primary_id_key') return 'primaryId';
  const row = identifiers.find(({ type, value }) => detail.includes(says(type, identifierKey(value))));
  if (row !== undefined) return `identifiers.${row.id}.value`;
  return detail.includes(says('', identifierKey(primaryId))) ? 'primaryId' : 'identifiers';
}

/**
 * What a failure of writing identifiers means: that one is taken (F62), when an index found it so, and which field it
 * is in, or which row. Who has it is not said. Another failure stays what it is.
 */
export function ifIdentifierTaken(error: unknown, written: WrittenIdentifiers): unknown {
  const failure = databaseFailure(error);
  if (failure?.code !== SQLSTATE.uniqueViolation) return error;
  const field = pathOfTaken(failure.constraint ?? '', failure.detail, written);
  if (field === null) return error;
  const path = written.pathOf?.(field) ?? field;
  const errors = [{ path, code: 'user.identifier-taken' }];
  return new ProblemError('user.identifier-taken', { errors }, { cause: error });
}

/**
 * Runs what writes identifiers, and says it in the contract's words when one is taken.
 * @throws ProblemError `user.identifier-taken`
 */
export async function identifierTaken<T>(written: WrittenIdentifiers, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw ifIdentifierTaken(error, written);
  }
}
