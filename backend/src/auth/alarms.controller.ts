import { Controller, Get } from '@nestjs/common';
import type { Alarms } from '../contract/alarms.js';
import { Needs } from '../platform/http/permission.guard.js';
import { MassLocks } from './mass-lock.js';

/** What administrators have to know at once. Pages ask on every connection and when the feed of changes tells of a lock. */
@Controller('api/alarms')
export class AlarmsController {
  constructor(private readonly massLocks: MassLocks) {}

  @Get()
  @Needs('access-log.read')
  async read(): Promise<Alarms> {
    return { massLock: await this.massLocks.now() };
  }
}
