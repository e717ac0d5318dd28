import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import { ProblemError } from '../platform/http/problem.js';

/** Which field the database's refusal is about, by the name of the index that refused. */
const FIELD_OF_INDEX: Readonly<Record<string, string>> = {
  users_primary_id_key: 'primaryId',
  user_identifier_type_value: 'identifiers',
};

/**
 * Runs what writes identifiers, and says it in the contract's words when an index finds one taken (F62).
 * @throws ProblemError `user.identifier-taken`
 */
export async function identifierTaken<T>(
  pathOf: ((path: string) => string) | null,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const failure = databaseFailure(error);
    const field = failure?.code === SQLSTATE.uniqueViolation ? FIELD_OF_INDEX[failure.constraint ?? ''] : undefined;
    if (field === undefined) throw error;
    const path = pathOf === null ? field : pathOf(field);
    throw new ProblemError(
      'user.identifier-taken',
      { errors: [{ path, code: 'user.identifier-taken' }] },
      { cause: error },
    );
  }
}
