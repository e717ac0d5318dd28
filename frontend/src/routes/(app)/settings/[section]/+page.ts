import { error } from '@sveltejs/kit';
import { SECTIONS } from '#lib/settings/sections.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params }) => {
  const section = SECTIONS.find((known) => known === params.section);
  if (section === undefined) error(404);
  return { section };
};
