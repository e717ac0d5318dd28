import { redirect } from '@sveltejs/kit';
import { signInLink } from '#lib/links.ts';
import { session } from '#lib/session/session.svelte.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
  const me = await session.load();
  if (me === null) redirect(307, signInLink(url));
  return { forced: me.mustChangePassword };
};
