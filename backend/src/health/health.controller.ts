import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Needs } from '../platform/http/permission.guard.js';
import { HealthService } from './health.service.js';
import type { Health } from './health.service.js';

/** Is the portal ready? For people, proxies and orchestrators; says nothing an outsider should not know. */
@Controller('api/health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @HttpCode(200)
  @Needs('public')
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.health.check();
    if (!health.ready) void reply.status(503);
    return health;
  }
}
