/** The embedded PostgreSQL could not be prepared, started or stopped. The message is one sentence for the operator. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/** A live portal already owns the data folder. */
export class DataDirInUseError extends EmbeddedPostgresError {
  override name = 'DataDirInUseError';

  constructor(folder: string, pid: number) {
    super(`The data folder ${folder} is in use by another running portal (process ${String(pid)}).`);
  }
}

/** The code of a system or PostgreSQL error (`EEXIST`, `57P03`), whatever realm its class is from. */
export function errorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
