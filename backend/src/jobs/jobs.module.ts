import { Module } from '@nestjs/common';
import { JobsReader } from './jobs-reader.js';

@Module({ providers: [JobsReader], exports: [JobsReader] })
export class JobsModule {}
