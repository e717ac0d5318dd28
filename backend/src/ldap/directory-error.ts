import { InsufficientAccessError, InvalidCredentialsError, NoSuchObjectError, SizeLimitExceededError } from 'ldapts';
import type { DirectoryReason } from '../contract/directory.js';

/** The directory could not say whether a password is right. Never the person's fault. */
export class DirectoryError extends Error {
  override name = 'DirectoryError';

  constructor(
    readonly reason: DirectoryReason,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

const BY_CODE: Record<string, DirectoryReason> = {
  ENOTFOUND: 'name-unknown',
  EAI_AGAIN: 'name-unknown',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'connection-refused',
  ENETUNREACH: 'connection-refused',
  ETIMEDOUT: 'no-answer',
  ECONNRESET: 'no-tls',
  EPROTO: 'no-tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-untrusted',
  CERT_HAS_EXPIRED: 'certificate-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-other-name',
};

function reasonOf(error: unknown): DirectoryReason {
  if (error instanceof InvalidCredentialsError) return 'service-refused';
  if (error instanceof NoSuchObjectError) return 'base-missing';
  if (error instanceof InsufficientAccessError) return 'not-allowed';
  if (error instanceof SizeLimitExceededError) return 'several-found';
  // Errors of the network are told by their code, whichever library passes them on.
  const { code = '', message = '' } = error as { code?: string | number; message?: string };
  if (String(code).startsWith('ERR_SSL')) return 'no-tls';
  return BY_CODE[String(code)] ?? (/tim(?:ed |e)out/iu.test(message) ? 'no-answer' : 'other');
}

/** What went wrong, named for people. */
export function toDirectoryError(error: unknown): DirectoryError {
  return error instanceof DirectoryError ? error : new DirectoryError(reasonOf(error), { cause: error });
}

/**
 * Waits no longer than `ms`, whatever a server sends meanwhile: time-outs of libraries begin anew with every packet.
 * @throws DirectoryError `no-answer`
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DirectoryError('no-answer'));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
