import { Module } from '@nestjs/common';
import { ChangeBroadcast } from './change-broadcast.js';
import { ChangeTail } from './change-tail.js';
import { ChangesGateway } from './changes.gateway.js';
import { Doorbell } from './doorbell.js';
import { Publisher } from './publisher.js';
import { WatchGateway } from './watch.gateway.js';
import { Watched } from './watched.js';

@Module({
  providers: [ChangeTail, ChangeBroadcast, ChangesGateway, WatchGateway, Doorbell, Publisher, Watched],
  exports: [ChangeTail, Doorbell, Publisher, Watched],
})
export class RealtimeModule {}
