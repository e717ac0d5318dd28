import { redirect } from '@sveltejs/kit';
import { dashboardLink, meLink } from '#lib/links.ts';
import type { PageLoad } from './$types';

/** People who manage users begin at the dashboard, all others at their own page. */
export const load: PageLoad = async ({ parent }) => {
  const { me } = await parent();
  redirect(307, me.permissions.includes('dashboard.read') ? dashboardLink() : meLink());
};
