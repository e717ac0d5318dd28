import { Controller, Get } from '@nestjs/common';
import type { Dashboard } from '../contract/dashboard.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { DashboardService } from './dashboard.service.js';

/** The dashboard for a page whose socket is not connected. */
@Controller('api/dashboard')
export class DashboardController {
  constructor(private readonly dashboard: DashboardService) {}

  @Get()
  @Needs('dashboard.read')
  read(@CurrentPrincipal() me: Principal): Promise<Dashboard> {
    return this.dashboard.read(me.audience);
  }
}
