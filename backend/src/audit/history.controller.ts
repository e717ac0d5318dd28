import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { HistoryPage } from '../contract/changes.js';
import { historyQuerySchema } from '../contract/changes.js';
import { idSchema } from '../contract/text.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { HistoryReader } from './history-reader.js';

/** The History tab of a user record. */
@Controller('api/users/:id/history')
export class HistoryController {
  constructor(private readonly history: HistoryReader) {}

  @Get()
  @Needs('history.read')
  page(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: historyQuerySchema }) query: z.output<typeof historyQuerySchema>,
    @CurrentPrincipal() me: Principal,
  ): Promise<HistoryPage> {
    return this.history.page(id, query, me.audience);
  }
}
