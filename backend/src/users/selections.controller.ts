import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Selection, SelectUsers, StatusStep, StatusStepAnswer } from '../contract/selections.js';
import { selectUsersSchema, statusStepSchema } from '../contract/selections.js';
import { idSchema } from '../contract/text.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { BulkStatus } from './bulk-status.js';
import { Selections } from './selections.js';

/** Selections of users, each its maker's own, and what is done to all of one. */
@Controller('api/users/selections')
export class SelectionsController {
  constructor(
    private readonly selections: Selections,
    private readonly status: BulkStatus,
  ) {}

  @Post()
  @Needs('users.read')
  make(
    @Body({ schema: selectUsersSchema }) wanted: SelectUsers,
    @CurrentPrincipal() me: Principal,
  ): Promise<Selection> {
    return this.selections.make(me, wanted);
  }

  @Get(':id')
  @Needs('users.read')
  read(@Param('id', { schema: idSchema }) id: string, @CurrentPrincipal() me: Principal): Promise<Selection> {
    return this.selections.own(id, me);
  }

  /** One step; whoever asks for the steps one after the other sees how far it is, and can stop. */
  @Post(':id/status')
  @HttpCode(200)
  @Needs('users.write')
  setStatus(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: statusStepSchema }) step: StatusStep,
    @CurrentPrincipal() me: Principal,
  ): Promise<StatusStepAnswer> {
    return this.status.step({ ...actorOf(me), id: me.userId }, id, step);
  }
}
