import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Job, jobListSchema, rejectPageSchema } from '../contract/jobs.js';
import { rejectQuerySchema } from '../contract/jobs.js';
import { idSchema } from '../contract/text.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { JobsReader } from './jobs-reader.js';

/** Jobs and what they rejected. Starting one is its feature's own. */
@Controller('api/jobs')
export class JobsController {
  constructor(private readonly jobs: JobsReader) {}

  @Get()
  @Needs('jobs.read')
  async list(): Promise<z.infer<typeof jobListSchema>> {
    return { jobs: await this.jobs.list() };
  }

  @Get(':id')
  @Needs('jobs.read')
  find(@Param('id', { schema: idSchema }) id: string): Promise<Job> {
    return this.jobs.find(id);
  }

  @Get(':id/rejects')
  @Needs('jobs.read')
  rejects(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: rejectQuerySchema }) query: z.output<typeof rejectQuerySchema>,
    @CurrentPrincipal() { permissionClass }: Principal,
  ): Promise<z.infer<typeof rejectPageSchema>> {
    return this.jobs.rejects(id, query, permissionClass);
  }
}
