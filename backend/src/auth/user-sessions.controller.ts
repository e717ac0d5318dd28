import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import type { SessionList } from '../contract/session-list.js';
import { idSchema } from '../contract/text.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal, Request } from '../platform/http/principal.js';
import { originOf } from './origin-of.js';
import { UserSessions } from './user-sessions.js';

/** Where a user is signed in. */
@Controller('api/users/:id/sessions')
@Needs('sessions.write')
export class UserSessionsController {
  constructor(private readonly sessions: UserSessions) {}

  @Get()
  list(@Param('id', { schema: idSchema }) id: string, @CurrentPrincipal() me: Principal): Promise<SessionList> {
    return this.sessions.list(me, id);
  }

  @Delete()
  @HttpCode(204)
  async endAll(
    @Param('id', { schema: idSchema }) id: string,
    @CurrentPrincipal() me: Principal,
    @Req() request: Request,
  ): Promise<void> {
    await this.sessions.endAll(me, id, originOf(request));
  }

  @Delete(':session')
  @HttpCode(204)
  async end(
    @Param('id', { schema: idSchema }) id: string,
    @Param('session', { schema: idSchema }) session: string,
    @CurrentPrincipal() me: Principal,
    @Req() request: Request,
  ): Promise<void> {
    await this.sessions.endOne(me, id, session, originOf(request));
  }
}
