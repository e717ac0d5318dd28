import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { LockWatch } from './lock-watch.js';
import { LocksService } from './locks.service.js';

@Module({ imports: [RealtimeModule], providers: [LocksService, LockWatch], exports: [LocksService, LockWatch] })
export class LocksModule {}
