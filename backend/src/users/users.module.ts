import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { EraseTraces } from './erase-traces.js';
import { Idempotency } from './idempotency.js';
import { UserCounters } from './user-counters.js';
import { UserLister } from './user-lister.js';
import { UserReader } from './user-reader.js';
import { UserWriter } from './user-writer.js';
import { UsersController } from './users.controller.js';

@Module({
  imports: [SettingsModule],
  controllers: [UsersController],
  providers: [UserCounters, UserLister, UserReader, UserWriter, Idempotency, EraseTraces],
  exports: [Idempotency, UserCounters, UserReader, UserWriter],
})
export class UsersModule {}
