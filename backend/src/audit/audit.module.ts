import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { EraseHistory } from './erase-history.js';
import { HistoryReader } from './history-reader.js';
import { HistoryController } from './history.controller.js';
import { RestoreController } from './restore.controller.js';
import { Restorer } from './restorer.js';

@Module({
  imports: [UsersModule],
  controllers: [HistoryController, RestoreController],
  providers: [EraseHistory, HistoryReader, Restorer],
  exports: [HistoryReader],
})
export class AuditModule {}
