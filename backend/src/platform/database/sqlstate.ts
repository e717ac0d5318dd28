/** SQLSTATE codes the code translates (PostgreSQL documentation, appendix A). */
export const SQLSTATE = {
  divisionByZero: '22012',
  foreignKeyViolation: '23503',
  uniqueViolation: '23505',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  lockNotAvailable: '55P03',
} as const;

interface DatabaseFailure {
  code: string;
  constraint: string | null;
  /** What the database adds in its own words; of a unique violation, the values that are there already. */
  detail: string;
}

/** What the database said, dug out of whatever wraps it; null when the error is not the database's. */
export function databaseFailure(error: unknown): DatabaseFailure | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^[0-9A-Z]{5}$/.test(at.code)) {
      const constraint = 'constraint' in at && typeof at.constraint === 'string' ? at.constraint : null;
      const detail = 'detail' in at && typeof at.detail === 'string' ? at.detail : '';
      return { code: at.code, constraint, detail };
    }
  }
  return null;
}

const RETRIED: readonly string[] = [SQLSTATE.serializationFailure, SQLSTATE.deadlockDetected];

/** May the same transaction succeed when it is run again? */
export function isRetried(error: unknown): boolean {
  const failure = databaseFailure(error);
  return failure !== null && RETRIED.includes(failure.code);
}

// The driver's own words for a connection that broke under a query or before it; they carry no code.
const BROKEN = /^(Connection terminated|Client has encountered a connection error)/;
const NETWORK_CODES: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'];

/** Is the database away (connection refused or broken, SQLSTATE classes 08 and 57P)? */
export function isUnavailable(error: unknown): boolean {
  const failure = databaseFailure(error);
  if (failure !== null) return failure.code.startsWith('08') || failure.code.startsWith('57P');
  for (let at = error; at instanceof Error; at = at.cause) {
    if (BROKEN.test(at.message)) return true;
    if ('code' in at && typeof at.code === 'string' && NETWORK_CODES.includes(at.code)) return true;
  }
  return false;
}
