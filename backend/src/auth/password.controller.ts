import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { OneTimePassword, PasswordState, PasswordTerms } from '../contract/passwords.js';
import { idSchema } from '../contract/text.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal, Request } from '../platform/http/principal.js';
import { originOf } from './origin-of.js';
import { OneTimePasswords } from './one-time-passwords.js';
import { PasswordRules } from './password-rules.js';

/** Passwords of users, as far as an administrator has to do with them; and what one's own must not contain. */
@Controller('api')
export class PasswordController {
  constructor(
    private readonly oneTimePasswords: OneTimePasswords,
    private readonly rules: PasswordRules,
  ) {}

  @Get('users/:id/password')
  @Needs('users.write')
  state(@Param('id', { schema: idSchema }) id: string, @CurrentPrincipal() me: Principal): Promise<PasswordState> {
    return this.oneTimePasswords.state(me, id);
  }

  @Post('users/:id/password')
  @Needs('users.write')
  make(
    @Param('id', { schema: idSchema }) id: string,
    @CurrentPrincipal() me: Principal,
    @Req() request: Request,
  ): Promise<OneTimePassword> {
    return this.oneTimePasswords.make(me, id, originOf(request));
  }

  @Get('session/password')
  @Needs('signed-in')
  terms(@CurrentPrincipal() me: Principal): Promise<PasswordTerms> {
    return this.rules.termsOf(me.userId);
  }
}
