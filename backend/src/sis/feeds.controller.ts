import { Readable } from 'node:stream';
import type { OnModuleInit } from '@nestjs/common';
import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Job } from '../contract/jobs.js';
import { synchroniseQuerySchema } from '../contract/jobs.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { FeedsService } from './feeds.service.js';

/** Starts synchronisations. The body is the archive itself, never held in memory. */
@Controller('api/jobs/synchronise')
export class FeedsController implements OnModuleInit {
  constructor(
    private readonly feeds: FeedsService,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    // Handed over unread: parsers run before the guards do, and nothing is to be read of a request that is refused.
    this.host.httpAdapter
      .getInstance<FastifyInstance>()
      .addContentTypeParser('application/zip', (_request, payload, done) => {
        done(null, payload);
      });
  }

  @Post()
  @HttpCode(202)
  @Needs('jobs.run')
  synchronise(
    @Query({ schema: synchroniseQuerySchema }) query: z.output<typeof synchroniseQuerySchema>,
    @Body() body: unknown,
    @CurrentPrincipal() me: Principal,
  ): Promise<Job> {
    if (!(body instanceof Readable)) throw new ProblemError('request.unsupported-media-type');
    return this.feeds.upload(actorOf(me), query, body);
  }
}
