import type { DynamicModule } from '@nestjs/common';
import { Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from './clock/clock.js';
import type { Config } from './config/load-config.js';
import { DATABASE_URL } from './database/database-url.js';
import { Database } from './database/database.js';
import { Erasure } from './database/erasure.js';
import { Housekeeping } from './database/housekeeping.js';
import { Rates } from './database/rates.js';
import { RecordUnits } from './database/record-units.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { LOGGER } from './log/logger.js';

/** The settings the portal was started with. */
export const CONFIG = Symbol('CONFIG');

/** What every feature stands on: settings, log, clock, database, the door for writes. */
@Global()
@Module({})
export class PlatformModule {
  static for(config: Config, databaseUrl: string, log: Logger): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: DATABASE_URL, useValue: databaseUrl },
        { provide: LOGGER, useValue: log },
        Clock,
        Database,
        Erasure,
        Housekeeping,
        Rates,
        RecordUnits,
        UnitOfWork,
      ],
      exports: [CONFIG, DATABASE_URL, LOGGER, Clock, Database, Erasure, Housekeeping, Rates, RecordUnits, UnitOfWork],
    };
  }
}
