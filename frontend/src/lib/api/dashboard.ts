import type { Dashboard } from '#contract/dashboard.ts';
import { dashboardSchema } from '#contract/dashboard.ts';
import { request } from './request.ts';

export function getDashboard(signal?: AbortSignal): Promise<Dashboard> {
  return request('GET', '/dashboard', dashboardSchema, { signal });
}
