import { unitListSchema } from '#contract/units.ts';
import { request } from './request.ts';

/** The units whose users are there for whoever asks. */
export async function readUnits(): Promise<string[]> {
  return (await request('GET', '/users/units', unitListSchema)).units;
}
