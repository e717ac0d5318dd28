import { Module } from '@nestjs/common';
import { EraseHistory } from './erase-history.js';
import { HistoryReader } from './history-reader.js';
import { HistoryController } from './history.controller.js';

@Module({
  controllers: [HistoryController],
  providers: [EraseHistory, HistoryReader],
  exports: [HistoryReader],
})
export class AuditModule {}
