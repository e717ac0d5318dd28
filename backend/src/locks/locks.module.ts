import { Module } from '@nestjs/common';
import { EraseHolders } from './erase-holders.js';
import { LockWatch } from './lock-watch.js';
import { LocksService } from './locks.service.js';

@Module({ providers: [EraseHolders, LocksService, LockWatch], exports: [LocksService, LockWatch] })
export class LocksModule {}
