import type { Alarms } from '#contract/alarms.ts';
import { alarmsSchema } from '#contract/alarms.ts';
import { request } from './request.ts';

/** What administrators have to know at once. */
export function readAlarms(): Promise<Alarms> {
  return request('GET', '/alarms', alarmsSchema);
}
