import { redirect } from '@sveltejs/kit';
import { passwordLink, signInLink } from '#lib/links.ts';
import { session } from '#lib/session/session.svelte.ts';
import { settings } from '#lib/settings/settings.svelte.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ url }) => {
  const me = await session.load();
  if (me === null) redirect(307, signInLink(url));
  if (me.mustChangePassword) redirect(307, passwordLink());
  if (session.may('settings.read')) await settings.load();
  return { me };
};
