import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import type { Researcher } from '../contract/researchers.js';
import { researcherSchema } from '../contract/researchers.js';
import { idSchema } from '../contract/text.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ResearchersService } from './researchers.service.js';

/** The researcher record of a user, for the neighbouring product that keeps assets and grants. */
@Controller('api/users/:id/researcher')
export class ResearchersController {
  constructor(
    private readonly researchers: ResearchersService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Get()
  @Needs('users.read')
  read(@Param('id', { schema: idSchema }) id: string): Promise<Researcher> {
    return this.researchers.read(id);
  }

  @Put()
  @Needs('researchers.write')
  async put(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: researcherSchema }) researcher: Researcher,
    @CurrentPrincipal() me: Principal,
  ): Promise<Researcher> {
    await this.unitOfWork.run({ ...actorOf(me), source: 'API' }, (unit) => this.researchers.put(unit, id, researcher));
    return researcher;
  }

  @Delete()
  @HttpCode(204)
  @Needs('researchers.write')
  async remove(@Param('id', { schema: idSchema }) id: string, @CurrentPrincipal() me: Principal): Promise<void> {
    await this.unitOfWork.run({ ...actorOf(me), source: 'API' }, (unit) => this.researchers.remove(unit, id));
  }
}
