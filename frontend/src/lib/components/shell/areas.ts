import type { Component } from 'svelte';
import { LayoutDashboard, RefreshCw, Settings, Users } from '@lucide/svelte';
import { dashboardLink, jobsLink, settingsLink, usersLink } from '#lib/links.ts';
import type { Permission } from '#contract/permissions.ts';
import { m } from '#lib/paraglide/messages.js';

export interface Area {
  /** First part of the routes that belong to the area. */
  route: string;
  href: string;
  label: string;
  permission: Permission;
  icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>;
}

/** The portal's areas and what each needs. Who lacks it gets no menu entry, and a calm page instead of the area. */
export const AREAS: readonly Area[] = [
  {
    route: '/(app)/dashboard',
    href: dashboardLink(),
    label: m['nav.dashboard'](),
    permission: 'dashboard.read',
    icon: LayoutDashboard,
  },
  {
    route: '/(app)/users',
    href: usersLink(),
    label: m['nav.users'](),
    permission: 'users.read',
    icon: Users,
  },
  {
    route: '/(app)/jobs',
    href: jobsLink(),
    label: m['nav.jobs'](),
    permission: 'jobs.read',
    icon: RefreshCw,
  },
  {
    route: '/(app)/settings',
    href: settingsLink(),
    label: m['nav.settings'](),
    permission: 'settings.write',
    icon: Settings,
  },
];

export function areaOf(routeId: string | null): Area | undefined {
  return AREAS.find((area) => routeId === area.route || routeId?.startsWith(`${area.route}/`));
}
