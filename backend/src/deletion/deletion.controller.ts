import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Deletion } from '../contract/deletion.js';
import { deleteQuerySchema } from '../contract/deletion.js';
import { idSchema } from '../contract/text.js';
import { IdempotencyKey } from '../platform/http/idempotency-key.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { Idempotency } from '../users/idempotency.js';
import { DeletionService } from './deletion.service.js';

/** Deleting a user: asking whether it is possible, and doing it. */
@Controller('api/users/:id')
export class DeletionController {
  constructor(
    private readonly deletion: DeletionService,
    private readonly idempotency: Idempotency,
  ) {}

  @Get('deletion')
  @Needs('users.delete')
  async ask(@Param('id', { schema: idSchema }) id: string, @CurrentPrincipal() me: Principal): Promise<Deletion> {
    const deletion = await this.deletion.of(actorOf(me), id);
    if (deletion === null) throw new ProblemError('resource.not-found');
    return deletion;
  }

  @Delete()
  @HttpCode(204)
  @Needs('users.delete')
  async delete(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: deleteQuerySchema }) { version }: z.output<typeof deleteQuerySchema>,
    @IdempotencyKey() key: string | null,
    @CurrentPrincipal() me: Principal,
  ): Promise<void> {
    const retryable = { key, request: { delete: id, version } };
    await this.idempotency.run(actorOf(me), retryable, async (unit) => {
      await this.deletion.delete(unit, id, version);
      return null;
    });
  }
}
