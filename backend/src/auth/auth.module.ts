import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { PRINCIPAL_SOURCE } from '../platform/http/principal.js';
import { PresenceModule } from '../presence/presence.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { UsersModule } from '../users/users.module.js';
import { Administrators } from './administrators.js';
import { PasswordChange } from './change-password.js';
import { Credentials } from './credentials.js';
import { OneTimePasswords } from './one-time-passwords.js';
import { PasswordController } from './password.controller.js';
import { PasswordRules } from './password-rules.js';
import { LocalStrategy } from './local.strategy.js';
import { LockedUsersReader } from './locked-users.js';
import { LockoutController } from './lockout.controller.js';
import { Lockout } from './lockout.js';
import { PasswordsModule } from './passwords.module.js';
import { PinCheck } from './pin-check.js';
import { PinsController } from './pins.controller.js';
import { SessionWatch } from './session-watch.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';
import { SignInService } from './sign-in.js';
import { Unlocking } from './unlock.js';

/** Global for one thing: the guard of every feature asks it who is signed in. */
@Global()
@Module({
  imports: [PassportModule, PasswordsModule, PresenceModule, SettingsModule, UsersModule],
  controllers: [LockoutController, PasswordController, PinsController, SessionController],
  providers: [
    Administrators,
    Credentials,
    LocalStrategy,
    LockedUsersReader,
    Lockout,
    OneTimePasswords,
    PasswordChange,
    PasswordRules,
    PinCheck,
    Sessions,
    SessionWatch,
    SignInService,
    Unlocking,
    { provide: PRINCIPAL_SOURCE, useExisting: Sessions },
  ],
  exports: [Administrators, PRINCIPAL_SOURCE],
})
export class AuthModule {}
