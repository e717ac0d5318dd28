import { Module } from '@nestjs/common';
import { EraseStarters } from './erase-starters.js';
import { JobQueue } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { JobsController } from './jobs.controller.js';
import { JobsReader } from './jobs-reader.js';
import { JobsWatch } from './jobs-watch.js';
import { JobsWriter } from './jobs-writer.js';

@Module({
  controllers: [JobsController],
  providers: [EraseStarters, JobQueue, JobRunner, JobsReader, JobsWatch, JobsWriter],
  exports: [JobQueue, JobRunner, JobsReader, JobsWriter],
})
export class JobsModule {}
