import { Module } from '@nestjs/common';
import { HistoryReader } from './history-reader.js';
import { HistoryController } from './history.controller.js';

@Module({ controllers: [HistoryController], providers: [HistoryReader], exports: [HistoryReader] })
export class AuditModule {}
