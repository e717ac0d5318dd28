import { Controller, Get } from '@nestjs/common';
import type { OwnRecord } from '../contract/me.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { OwnRecordReader } from './own-record.js';

/** The page of one's own, for people without any right to user management too. */
@Controller('api/me')
export class MeController {
  constructor(private readonly reader: OwnRecordReader) {}

  @Get()
  @Needs('self')
  read(@CurrentPrincipal() me: Principal): Promise<OwnRecord> {
    return this.reader.read(me);
  }
}
