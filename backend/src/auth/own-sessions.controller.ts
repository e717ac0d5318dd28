import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import { AccessLog } from '../access-log/access-log.js';
import type { SessionList } from '../contract/session-list.js';
import { idSchema } from '../contract/text.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal, Request } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { originOf } from './origin-of.js';
import { SessionLister } from './session-lister.js';
import { Sessions } from './sessions.js';

/** Where one is signed in oneself. */
@Controller('api/me/sessions')
@Needs('self')
export class OwnSessionsController {
  constructor(
    private readonly lister: SessionLister,
    private readonly sessions: Sessions,
    private readonly accessLog: AccessLog,
  ) {}

  @Get()
  list(@CurrentPrincipal() { userId, sessionId }: Principal): Promise<SessionList> {
    return this.lister.of(userId, sessionId);
  }

  /** Ends all but the one that asks. */
  @Delete()
  @HttpCode(204)
  async endOthers(@CurrentPrincipal() { userId, sessionId }: Principal, @Req() request: Request): Promise<void> {
    await this.sessions.endOthers(userId, sessionId);
    this.ended(userId, request);
  }

  @Delete(':session')
  @HttpCode(204)
  async end(
    @Param('session', { schema: idSchema }) session: string,
    @CurrentPrincipal() { userId }: Principal,
    @Req() request: Request,
  ): Promise<void> {
    if (!(await this.sessions.endOne(userId, session))) throw new ProblemError('resource.not-found');
    this.ended(userId, request);
  }

  private ended(userId: string, request: Request): void {
    this.accessLog.add({ kind: 'session-ended', userId, ...originOf(request) });
  }
}
