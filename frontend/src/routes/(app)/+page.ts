import { redirect } from '@sveltejs/kit';
import { dashboardLink } from '#lib/links.ts';

export function load() {
  redirect(307, dashboardLink());
}
