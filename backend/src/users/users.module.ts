import { Module } from '@nestjs/common';
import { PasswordsModule } from '../auth/passwords.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { Idempotency } from './idempotency.js';
import { IdentifiersController } from './identifiers.controller.js';
import { NewIdentifiers } from './new-identifiers.js';
import { Pins } from './pins.js';
import { UserCounters } from './user-counters.js';
import { UserLister } from './user-lister.js';
import { UserReader } from './user-reader.js';
import { UserWriter } from './user-writer.js';
import { UsersController } from './users.controller.js';

@Module({
  imports: [PasswordsModule, SettingsModule],
  controllers: [UsersController, IdentifiersController],
  providers: [UserCounters, UserLister, UserReader, UserWriter, Idempotency, NewIdentifiers, Pins],
  exports: [UserCounters, UserReader, UserWriter],
})
export class UsersModule {}
