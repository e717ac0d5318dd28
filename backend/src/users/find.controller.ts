import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { covers } from '../contract/grants.js';
import type { SuggestQuery, Suggestion } from '../contract/suggestions.js';
import { suggestQuerySchema } from '../contract/suggestions.js';
import type { UnitList } from '../contract/units.js';
import type { ExportQuery } from '../contract/user-list.js';
import { exportQuerySchema } from '../contract/user-list.js';
import { Clock } from '../platform/clock/clock.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { UserCounters } from './user-counters.js';
import { UserExporter } from './user-exporter.js';
import { UserSuggester } from './user-suggester.js';

/** Other ways to the users of the list: as a file, and while somebody types. */
@Controller('api/users')
export class FindController {
  constructor(
    private readonly exporter: UserExporter,
    private readonly suggester: UserSuggester,
    private readonly clock: Clock,
    private readonly counters: UserCounters,
  ) {}

  @Get('export')
  @Needs('users.read')
  async export(
    @Query({ schema: exportQuerySchema }) query: ExportQuery,
    @CurrentPrincipal() me: Principal,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exporter.csv(query, me), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="users-${this.clock.today()}.csv"`,
    });
  }

  /** The units that have users who are there for this person; what a role can be scoped to. */
  @Get('units')
  @Needs('users.read')
  units(@CurrentPrincipal() { units }: Principal): UnitList {
    return { units: this.counters.units().filter((unit) => covers(units, unit)) };
  }

  @Get('suggestions')
  @Needs('users.read')
  async suggest(
    @Query({ schema: suggestQuerySchema }) { q }: SuggestQuery,
    @CurrentPrincipal() { units }: Principal,
  ): Promise<{ suggestions: Suggestion[] }> {
    return { suggestions: await this.suggester.suggest(q, units) };
  }
}
