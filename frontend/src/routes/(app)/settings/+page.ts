import { redirect } from '@sveltejs/kit';
import { settingsLink } from '#lib/links.ts';

export function load() {
  redirect(307, settingsLink());
}
