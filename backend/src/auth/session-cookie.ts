import { createHash, randomBytes } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';

export const SESSION_COOKIE = 'rollcall_session';
const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** A new session secret: what the browser keeps, and the hash that is all the database keeps. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashToken(token) };
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The session secret of a `Cookie` header, or null. */
export function tokenOf(cookieHeader: string | undefined): string | null {
  if (cookieHeader === undefined) return null;
  const token = parseCookie(cookieHeader)[SESSION_COOKIE];
  return token !== undefined && TOKEN.test(token) ? token : null;
}

/** `Set-Cookie` that keeps the session in the browser until it is closed; an empty token forgets it. */
export function sessionCookie(token: string, secure: boolean): string {
  return stringifySetCookie({
    name: SESSION_COOKIE,
    value: token,
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure,
    ...(token === '' ? { maxAge: 0 } : {}),
  });
}
