import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import { ruleProblem } from '../platform/http/problem.js';
import { listOfTable } from './list-tables.js';

/** What the database says of an id that is there already, in the words of its detail. */
const ID = /\((?:id|row_id)\)=\(([0-9a-f-]{36})\)/u;

/**
 * Runs what writes rows, and refuses one whose id another record has. Ids are made by whoever adds a row, so nobody
 * meets this by accident; where the row is, is not said.
 * @throws ProblemError `record.rules`
 */
export async function rowIdTaken<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const failure = databaseFailure(error);
    const table = failure?.constraint?.match(/^(.+)_pkey$/u)?.[1];
    const id = failure?.detail.match(ID)?.[1];
    if (failure?.code !== SQLSTATE.uniqueViolation || table === undefined || id === undefined) throw error;
    throw ruleProblem([{ path: `${listOfTable(table)}.${id}`, code: 'row.id-taken' }], { cause: error });
  }
}
