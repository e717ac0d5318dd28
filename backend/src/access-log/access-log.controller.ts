import { Controller, Get, Query } from '@nestjs/common';
import type { AccessPage, AccessQuery } from '../contract/access-log.js';
import { accessQuerySchema } from '../contract/access-log.js';
import { Needs } from '../platform/http/permission.guard.js';
import { AccessLogReader } from './access-log-reader.js';

/** Who came in, or did not. */
@Controller('api/access-log')
export class AccessLogController {
  constructor(private readonly reader: AccessLogReader) {}

  @Get()
  @Needs('access-log.read')
  page(@Query({ schema: accessQuerySchema }) query: AccessQuery): Promise<AccessPage> {
    return this.reader.page(query);
  }
}
