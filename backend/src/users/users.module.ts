import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { BulkStatus } from './bulk-status.js';
import { FindController } from './find.controller.js';
import { Idempotency } from './idempotency.js';
import { MeController } from './me.controller.js';
import { OwnRecordReader } from './own-record.js';
import { Selections } from './selections.js';
import { SelectionsController } from './selections.controller.js';
import { UserCounters } from './user-counters.js';
import { UserExporter } from './user-exporter.js';
import { UserLister } from './user-lister.js';
import { UserReader } from './user-reader.js';
import { UserSuggester } from './user-suggester.js';
import { UserWriter } from './user-writer.js';
import { UsersController } from './users.controller.js';

@Module({
  imports: [SettingsModule],
  controllers: [FindController, MeController, SelectionsController, UsersController],
  providers: [
    BulkStatus,
    Idempotency,
    OwnRecordReader,
    Selections,
    UserCounters,
    UserExporter,
    UserLister,
    UserReader,
    UserSuggester,
    UserWriter,
  ],
  exports: [Idempotency, UserCounters, UserReader, UserWriter],
})
export class UsersModule {}
