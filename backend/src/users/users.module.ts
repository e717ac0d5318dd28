import { Module } from '@nestjs/common';
import { Idempotency } from './idempotency.js';
import { MeController } from './me.controller.js';
import { OwnRecordReader } from './own-record.js';
import { UserCounters } from './user-counters.js';
import { UserLister } from './user-lister.js';
import { UserReader } from './user-reader.js';
import { UserWriter } from './user-writer.js';
import { UsersController } from './users.controller.js';

@Module({
  controllers: [MeController, UsersController],
  providers: [OwnRecordReader, UserCounters, UserLister, UserReader, UserWriter, Idempotency],
  exports: [Idempotency, UserCounters, UserReader, UserWriter],
})
export class UsersModule {}
