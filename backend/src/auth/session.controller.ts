import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AccessLog } from '../access-log/access-log.js';
import type { ChangePassword, Me } from '../contract/session.js';
import { changePasswordSchema } from '../contract/session.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal, Request } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { PasswordChange } from './change-password.js';
import type { SignedIn } from './local.strategy.js';
import { SignInGuard } from './local.strategy.js';
import { originOf } from './origin-of.js';
import { SessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.js';

function toMe(principal: Principal): Me {
  const { userId, primaryId, displayName, permissions, permissionClass, grants, mustChangePassword } = principal;
  return { userId, primaryId, displayName, permissions: [...permissions], permissionClass, grants, mustChangePassword };
}

/** The session of whoever asks: begin, look, end, and the own password. */
@Controller('api/session')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly passwordChange: PasswordChange,
    private readonly cookie: SessionCookie,
    private readonly accessLog: AccessLog,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('public')
  @UseGuards(SignInGuard)
  async signIn(
    @Req() request: Request & { user: SignedIn },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const token = await this.sessions.begin(request.user.userId, originOf(request));
    const cookie = this.cookie.write(token);
    const principal = await this.sessions.fromCookieHeader(cookie);
    if (principal === null) throw new ProblemError('session.sign-in-refused');
    void reply.header('set-cookie', cookie);
    return toMe(principal);
  }

  @Get()
  @Needs('signed-in')
  me(@CurrentPrincipal() me: Principal): Me {
    return toMe(me);
  }

  @Delete()
  @HttpCode(204)
  @Needs('signed-in')
  async signOut(
    @CurrentPrincipal() me: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.end(me.sessionId);
    this.accessLog.add({ kind: 'signed-out', userId: me.userId, ...originOf(request) });
    void reply.header('set-cookie', this.cookie.write(''));
    // Browsers heed it over TLS only, and say so as an error elsewhere. What a person prefers stays.
    if (this.cookie.secure) void reply.header('clear-site-data', '"cache"');
  }

  @Post('password')
  @HttpCode(200)
  @Needs('signed-in')
  async changePassword(
    @Body({ schema: changePasswordSchema }) body: ChangePassword,
    @CurrentPrincipal() me: Principal,
    @Req() request: Request,
  ): Promise<Me> {
    await this.passwordChange.change(me, body, originOf(request));
    const now = await this.sessions.alive([me.sessionId]);
    return toMe(now.get(me.sessionId) ?? me);
  }
}
