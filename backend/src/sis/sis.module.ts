import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { LocksModule } from '../locks/locks.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { ChunkWriter } from './chunk-writer.js';
import { EraseFeeds } from './erase-feeds.js';
import { FeedStore } from './feed-store.js';
import { FeedsController } from './feeds.controller.js';
import { FeedsService } from './feeds.service.js';
import { DEFAULT_PACE, FEED_PACE, Synchronise } from './synchronise.js';
import { Uploads } from './uploads.js';

@Module({
  imports: [JobsModule, LocksModule, SettingsModule],
  controllers: [FeedsController],
  providers: [
    ChunkWriter,
    EraseFeeds,
    FeedsService,
    FeedStore,
    Synchronise,
    Uploads,
    { provide: FEED_PACE, useValue: DEFAULT_PACE },
  ],
  exports: [FeedsService],
})
export class SisModule {}
