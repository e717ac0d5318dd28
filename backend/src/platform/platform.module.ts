import type { DynamicModule } from '@nestjs/common';
import { Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from './clock/clock.js';
import type { Config } from './config/load-config.js';
import { Database } from './database/database.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { LOGGER } from './log/logger.js';

/** The settings the portal was started with. */
export const CONFIG = Symbol('CONFIG');

/** What every feature stands on: settings, log, clock, database, the door for writes. */
@Global()
@Module({})
export class PlatformModule {
  static for(config: Config, log: Logger): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: log },
        Clock,
        Database,
        UnitOfWork,
      ],
      exports: [CONFIG, LOGGER, Clock, Database, UnitOfWork],
    };
  }
}
