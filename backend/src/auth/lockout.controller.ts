import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { LockedUsers, Unlock } from '../contract/lockout.js';
import { unlockSchema } from '../contract/lockout.js';
import { idSchema } from '../contract/text.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal, Request } from '../platform/http/principal.js';
import { LockedUsersReader } from './locked-users.js';
import { originOf } from './origin-of.js';
import { Unlocking } from './unlock.js';

/** Locks that wrong tries left behind: who has one, and ending it by hand. */
@Controller('api')
export class LockoutController {
  constructor(
    private readonly lockedUsers: LockedUsersReader,
    private readonly unlocking: Unlocking,
  ) {}

  @Get('locked-users')
  @Needs('users.write')
  locked(@CurrentPrincipal() me: Principal): Promise<LockedUsers> {
    return this.lockedUsers.read(me);
  }

  @Post('users/:id/unlock')
  @HttpCode(204)
  @Needs('users.write')
  unlock(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: unlockSchema }) { secret }: Unlock,
    @CurrentPrincipal() me: Principal,
    @Req() request: Request,
  ): Promise<void> {
    return this.unlocking.unlock(me, id, secret, originOf(request));
  }
}
