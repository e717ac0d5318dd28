import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A new secret: what a browser or a machine keeps, and the hash that is all the database keeps. */
export function newToken(prefix = ''): { token: string; hash: Buffer } {
  const token = prefix + randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** A plain hash is enough: nobody guesses 256 random bits, however fast a guess is checked. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
