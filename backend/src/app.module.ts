import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { AccessLogModule } from './access-log/access-log.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DeletionModule } from './deletion/deletion.module.js';
import { DemoModule } from './demo/demo.module.js';
import { ENTITIES } from './entities.js';
import { HealthModule } from './health/health.module.js';
import { LdapModule } from './ldap/ldap.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LocksModule } from './locks/locks.module.js';
import type { Config } from './platform/config/load-config.js';
import { ormOptions } from './platform/database/orm-options.js';
import { PermissionGuard } from './platform/http/permission.guard.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import { createValidationPipe } from './platform/http/validation.pipe.js';
import { PlatformModule } from './platform/platform.module.js';
import { PreferencesModule } from './preferences/preferences.module.js';
import { PresenceModule } from './presence/presence.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { ResearchersModule } from './researchers/researchers.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { SisModule } from './sis/sis.module.js';
import { UsersModule } from './users/users.module.js';
import { ViewsModule } from './views/views.module.js';
import { WebModule } from './web/web.module.js';

/** The whole portal over one database. */
@Module({})
export class AppModule {
  static for(config: Config, databaseUrl: string, log: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        MikroOrmModule.forRoot({
          ...ormOptions(databaseUrl, ENTITIES),
          driver: PostgreSqlDriver,
          registerRequestContext: false,
        }),
        PlatformModule.for(config, databaseUrl, log),
        RealtimeModule,
        AccessLogModule,
        SettingsModule,
        UsersModule,
        LdapModule,
        AuthModule,
        AuditModule,
        LocksModule,
        PresenceModule,
        JobsModule,
        SisModule,
        ResearchersModule,
        DeletionModule,
        DashboardModule,
        PreferencesModule,
        ViewsModule,
        DemoModule,
        HealthModule,
        WebModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: PermissionGuard },
        { provide: APP_PIPE, useFactory: createValidationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
