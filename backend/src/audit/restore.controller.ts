import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { seqSchema } from '../contract/changes.js';
import type { Restore } from '../contract/restore.js';
import { restoreSchema } from '../contract/restore.js';
import { idSchema } from '../contract/text.js';
import type { UserRecord } from '../contract/users.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { IdempotencyKey } from '../platform/http/idempotency-key.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { Idempotency } from '../users/idempotency.js';
import { type Reading, UserReader } from '../users/user-reader.js';
import { UserWriter } from '../users/user-writer.js';
import { Restorer } from './restorer.js';

/** Restoring from the History tab. */
@Controller('api/users/:id/history/:seq/restore')
export class RestoreController {
  constructor(
    private readonly restorer: Restorer,
    private readonly reader: UserReader,
    private readonly writer: UserWriter,
    private readonly idempotency: Idempotency,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('users.write')
  async restore(
    @Param('id', { schema: idSchema }) id: string,
    @Param('seq', { schema: seqSchema }) seq: number,
    @Body({ schema: restoreSchema }) body: Restore,
    @IdempotencyKey() key: string | null,
    @CurrentPrincipal() me: Principal,
  ): Promise<UserRecord> {
    const save = await this.restorer.plan(id, seq, body, me);
    const retryable = { key, request: { id, seq, body } };
    if (save === null) return this.reader.read(id, me.audience);
    const work = async (unit: Unit): Promise<Reading | null> => {
      const written = await this.writer.save(unit, id, save, seq);
      return this.reader.afterSave(unit, id, me.audience, written);
    };
    const reading = await this.idempotency.run(actorOf(me), retryable, work, () => null);
    return reading === null ? this.reader.read(id, me.audience) : reading();
  }
}
