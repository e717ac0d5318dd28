import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { PRINCIPAL_SOURCE } from '../platform/http/principal.js';
import { LdapModule } from '../ldap/ldap.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { UsersModule } from '../users/users.module.js';
import { Administrators } from './administrators.js';
import { AlarmsController } from './alarms.controller.js';
import { PasswordChange } from './change-password.js';
import { Credentials } from './credentials.js';
import { OneTimePasswords } from './one-time-passwords.js';
import { PasswordController } from './password.controller.js';
import { PasswordRules } from './password-rules.js';
import { LastResort } from './last-resort.js';
import { LocalStrategy } from './local.strategy.js';
import { LockedUsersReader } from './locked-users.js';
import { LockoutController } from './lockout.controller.js';
import { Lockout } from './lockout.js';
import { MassLocks } from './mass-lock.js';
import { PasswordsModule } from './passwords.module.js';
import { PinCheck } from './pin-check.js';
import { OwnSessionsController } from './own-sessions.controller.js';
import { PinsController } from './pins.controller.js';
import { Principals } from './principals.js';
import { SessionCookie } from './session-cookie.js';
import { SessionLister } from './session-lister.js';
import { SessionNews } from './session-news.js';
import { SessionWatch } from './session-watch.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { SignInService } from './sign-in.js';
import { Unlocking } from './unlock.js';
import { UserSessions } from './user-sessions.js';
import { UserSessionsController } from './user-sessions.controller.js';

/** Global for one thing: the guard of every feature asks it who is signed in. */
@Global()
@Module({
  imports: [ApiKeysModule, LdapModule, PassportModule, PasswordsModule, PresenceModule, SettingsModule, UsersModule],
  controllers: [
    AlarmsController,
    LockoutController,
    OwnSessionsController,
    PasswordController,
    PinsController,
    SessionController,
    UserSessionsController,
  ],
  providers: [
    Administrators,
    Credentials,
    LastResort,
    LocalStrategy,
    LockedUsersReader,
    Lockout,
    MassLocks,
    OneTimePasswords,
    PasswordChange,
    PasswordRules,
    PinCheck,
    Principals,
    SessionCookie,
    SessionLister,
    SessionNews,
    Sessions,
    SessionWatch,
    SignInService,
    SignInThrottle,
    Unlocking,
    UserSessions,
    { provide: PRINCIPAL_SOURCE, useExisting: Principals },
  ],
  exports: [Administrators, PRINCIPAL_SOURCE],
})
export class AuthModule {}
