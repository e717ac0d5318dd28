import { Body, Controller, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { idSchema } from '../contract/text.js';
import type { ListQuery } from '../contract/user-list.js';
import { listQuerySchema } from '../contract/user-list.js';
import type { SaveUser, UserRecord } from '../contract/users.js';
import { createUserSchema, saveUserSchema } from '../contract/users.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { IdempotencyKey } from '../platform/http/idempotency-key.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { Idempotency } from './idempotency.js';
import { withoutPin } from './pins.js';
import { UserLister } from './user-lister.js';
import { type Reading, UserReader } from './user-reader.js';
import type { NewUser } from './user-writer.js';
import { UserWriter } from './user-writer.js';

const refreshSchema = z.strictObject({ ids: z.array(idSchema).max(100, { message: 'list.too-long' }) });

/** Lists come as JSON that the database wrote (`UserPage`). */
const JSON_TYPE = 'application/json; charset=utf-8';

/** Users: list, read, add, save. */
@Controller('api/users')
export class UsersController {
  constructor(
    private readonly lister: UserLister,
    private readonly reader: UserReader,
    private readonly writer: UserWriter,
    private readonly idempotency: Idempotency,
  ) {}

  @Get()
  @Header('content-type', JSON_TYPE)
  @Needs('users.read')
  list(
    @Query({ schema: listQuerySchema }) query: ListQuery,
    @CurrentPrincipal() { audience }: Principal,
  ): Promise<string> {
    return this.lister.page(query, audience);
  }

  /** Rows that are on somebody's screen, read again; a POST because the ids do not fit a URL. */
  @Post('rows')
  @HttpCode(200)
  @Header('content-type', JSON_TYPE)
  @Needs('users.read')
  rows(
    @Body({ schema: refreshSchema }) body: z.infer<typeof refreshSchema>,
    @CurrentPrincipal() { audience }: Principal,
  ): Promise<string> {
    return this.lister.refresh(body.ids, audience);
  }

  @Get(':id')
  @Needs('users.read')
  read(@Param('id', { schema: idSchema }) id: string, @CurrentPrincipal() me: Principal): Promise<UserRecord> {
    return this.reader.read(id, me.audience);
  }

  @Post()
  @Needs('users.write')
  async create(
    @Body({ schema: createUserSchema }) input: NewUser,
    @IdempotencyKey() key: string | null,
    @CurrentPrincipal() me: Principal,
  ): Promise<UserRecord> {
    const retryable = { key, request: { ...input, pin: null } };
    const id = await this.idempotency.run(actorOf(me), retryable, (unit) => this.writer.create(unit, input));
    return this.reader.read(id, me.audience);
  }

  @Patch(':id')
  @Needs('users.write')
  async save(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: saveUserSchema }) save: SaveUser,
    @IdempotencyKey() key: string | null,
    @CurrentPrincipal() me: Principal,
  ): Promise<UserRecord> {
    const retryable = { key, request: { id, save: { ...save, operations: withoutPin(save.operations) } } };
    const work = async (unit: Unit): Promise<Reading | null> => {
      const written = await this.writer.save(unit, id, save);
      return this.reader.afterSave(unit, id, me.audience, written);
    };
    const reading = await this.idempotency.run(actorOf(me), retryable, work, () => null);
    return reading === null ? this.reader.read(id, me.audience) : reading();
  }
}
