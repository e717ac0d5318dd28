import { Global, Module } from '@nestjs/common';
import { COMMIT_BELL } from '../platform/database/unit-of-work.js';
import { ChangeBroadcast } from './change-broadcast.js';
import { ChangeTail } from './change-tail.js';
import { ChangesGateway } from './changes.gateway.js';
import { Doorbell } from './doorbell.js';
import { MovedRecords } from './moved-records.js';
import { Publisher } from './publisher.js';
import { SocketDrain } from './socket-drain.js';
import { WatchGateway } from './watch.gateway.js';
import { Watched } from './watched.js';

const EXPORTED = [ChangeTail, Doorbell, Publisher, Watched];

/** Global for one thing: the unit of work rings the bell of every commit. */
@Global()
@Module({
  providers: [
    ...EXPORTED,
    ChangeBroadcast,
    ChangesGateway,
    MovedRecords,
    WatchGateway,
    SocketDrain,
    { provide: COMMIT_BELL, useExisting: Doorbell },
  ],
  exports: [...EXPORTED, COMMIT_BELL],
})
export class RealtimeModule {}
