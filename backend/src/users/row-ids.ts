import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import { ruleProblem } from '../platform/http/problem.js';
import { listOfTable } from './list-tables.js';

/** What the database says of an id that is there already, in the words of its detail. */
const ID = /\((?:id|row_id)\)=\(([0-9a-f-]{36})\)/u;

/**
 * What a failure of writing rows means: that another record has the id of one, when a key found it so. Ids are made by
 * whoever adds a row, so nobody meets this by accident; where the row is, is not said. Another failure stays what it is.
 */
export function ifRowIdTaken(error: unknown): unknown {
  const failure = databaseFailure(error);
  const table = failure?.constraint?.match(/^(.+)_pkey$/u)?.[1];
  const id = failure?.detail.match(ID)?.[1];
  if (failure?.code !== SQLSTATE.uniqueViolation || table === undefined || id === undefined) return error;
  return ruleProblem([{ path: `${listOfTable(table)}.${id}`, code: 'row.id-taken' }], { cause: error });
}
