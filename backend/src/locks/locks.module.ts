import { Module } from '@nestjs/common';
import { LockWatch } from './lock-watch.js';
import { LocksService } from './locks.service.js';

@Module({ providers: [LocksService, LockWatch], exports: [LocksService, LockWatch] })
export class LocksModule {}
