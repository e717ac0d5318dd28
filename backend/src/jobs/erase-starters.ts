import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Erasure } from '../platform/database/erasure.js';
import { JOBS_STREAM } from './jobs-writer.js';

const STARTED = `update job set started_by_id = null, started_by = '' where started_by_id = $1`;

/** Jobs keep their counts and lose the name of a deleted person who started them. */
@Injectable()
export class EraseStarters implements OnModuleInit {
  constructor(private readonly erasure: Erasure) {}

  onModuleInit(): void {
    this.erasure.add(async (unit, { id }) => {
      await unit.sql(STARTED, [id]);
      unit.ring(JOBS_STREAM);
    });
  }
}
