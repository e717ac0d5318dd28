import { Injectable } from '@nestjs/common';
import { KeyPrincipals } from '../api-keys/key-principals.js';
import { keyOf } from '../api-keys/key-secret.js';
import type { Principal, PrincipalSource, Request } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { originOf } from './origin-of.js';
import { SessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.js';

/** Who is behind a request: somebody with a session, or a machine with a key. Sockets know sessions only. */
@Injectable()
export class Principals implements PrincipalSource {
  constructor(
    private readonly sessions: Sessions,
    private readonly keys: KeyPrincipals,
    private readonly cookie: SessionCookie,
  ) {}

  fromCookieHeader(cookieHeader: string | undefined): Promise<Principal | null> {
    return this.sessions.fromCookieHeader(cookieHeader);
  }

  async fromRequest(request: Request): Promise<Principal | null> {
    const { headers } = request;
    const key = keyOf(headers.authorization);
    if (key === null) return this.sessions.fromCookieHeader(headers.cookie);
    // Whose rights would count, and whose name would the history bear?
    if (this.cookie.read(headers.cookie) !== null) {
      throw new ProblemError('request.invalid', { errors: [{ path: 'Authorization', code: 'key.with-session' }] });
    }
    return this.keys.find(key, originOf(request));
  }
}
