import { personalList } from '#lib/components/grid/list-preferences.svelte.ts';
import { session } from '#lib/session/session.svelte.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
  const { me } = await parent();
  if (session.may('users.read')) await personalList.load(me.userId);
};
