import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Config } from '../platform/config/load-config.js';
import { CONFIG } from '../platform/platform.module.js';

const NAME = 'rollcall_session';
const TOKEN = /^[\w-]{43}$/;

/** The cookie that keeps a session in the browser. */
@Injectable()
export class SessionCookie {
  /** Cookies travel over TLS only, where browsers reach the portal by it. */
  readonly secure: boolean;
  private readonly name: string;

  constructor(@Inject(CONFIG) { publicUrl }: Config) {
    this.secure = publicUrl?.startsWith('https:') === true;
    // Browsers take the prefix from this very host over TLS only, so that no neighbour under the domain can plant one.
    this.name = this.secure ? `__Host-${NAME}` : NAME;
  }

  /** The session secret of a `Cookie` header, or null. */
  read(cookieHeader: string | undefined): string | null {
    if (cookieHeader === undefined) return null;
    const token = parseCookie(cookieHeader)[this.name];
    return token !== undefined && TOKEN.test(token) ? token : null;
  }

  /** `Set-Cookie` that keeps the session in the browser until it is closed; an empty token forgets it. */
  write(token: string): string {
    return stringifySetCookie({
      name: this.name,
      value: token,
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      secure: this.secure,
      ...(token === '' ? { maxAge: 0 } : {}),
    });
  }
}
