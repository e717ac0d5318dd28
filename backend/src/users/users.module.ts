import { Module } from '@nestjs/common';
import { PasswordsModule } from '../auth/passwords.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { BulkStatus } from './bulk-status.js';
import { EraseTraces } from './erase-traces.js';
import { FindController } from './find.controller.js';
import { Idempotency } from './idempotency.js';
import { IdentifiersController } from './identifiers.controller.js';
import { MeController } from './me.controller.js';
import { NewIdentifiers } from './new-identifiers.js';
import { OwnRecordReader } from './own-record.js';
import { Pins } from './pins.js';
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
  imports: [PasswordsModule, SettingsModule],
  controllers: [FindController, IdentifiersController, MeController, SelectionsController, UsersController],
  providers: [
    BulkStatus,
    EraseTraces,
    Idempotency,
    NewIdentifiers,
    OwnRecordReader,
    Pins,
    Selections,
    UserCounters,
    UserExporter,
    UserLister,
    UserReader,
    UserSuggester,
    UserWriter,
  ],
  exports: [Idempotency, UserCounters, UserLister, UserReader, UserWriter],
})
export class UsersModule {}
