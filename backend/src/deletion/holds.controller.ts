import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import type { Hold, HoldKind, HoldList, PutHold } from '../contract/deletion.js';
import { holdKindSchema, holdReferenceSchema, putHoldSchema } from '../contract/deletion.js';
import { idSchema } from '../contract/text.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { HoldStore } from './hold-store.js';

/** Neighbouring systems say here that they still need a user, and when they no longer do (S116-S118). */
@Controller('api/users/:id/holds')
export class HoldsController {
  constructor(
    private readonly holds: HoldStore,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Get()
  @Needs('users.read')
  async list(@Param('id', { schema: idSchema }) userId: string): Promise<HoldList> {
    return { holds: await this.holds.live(userId) };
  }

  @Put(':kind/:reference')
  @Needs('holds.write')
  place(
    @Param('id', { schema: idSchema }) userId: string,
    @Param('kind', { schema: holdKindSchema }) kind: HoldKind,
    @Param('reference', { schema: holdReferenceSchema }) reference: string,
    @Body({ schema: putHoldSchema }) hold: PutHold,
    @CurrentPrincipal() me: Principal,
  ): Promise<Hold> {
    return this.unitOfWork.run(actorOf(me), (unit) => this.holds.place(unit, { userId, kind, reference }, hold));
  }

  @Delete(':kind/:reference')
  @HttpCode(204)
  @Needs('holds.write')
  async clear(
    @Param('id', { schema: idSchema }) userId: string,
    @Param('kind', { schema: holdKindSchema }) kind: HoldKind,
    @Param('reference', { schema: holdReferenceSchema }) reference: string,
    @CurrentPrincipal() me: Principal,
  ): Promise<void> {
    await this.unitOfWork.run(actorOf(me), (unit) => this.holds.clear(unit, { userId, kind, reference }));
  }
}
