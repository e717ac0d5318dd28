import { ACCESS_KINDS } from '#contract/access-log.ts';
import { idSchema } from '#contract/text.ts';
import type { AccessRequest } from '../api/access-log.ts';
import type { AccessLogPlace } from '../links.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/u;

/** What of the access log is shown, as the URL says; whatever makes no sense there is left out. */
export function accessPlace(query: Pick<URLSearchParams, 'get'>): AccessLogPlace {
  const kind = ACCESS_KINDS.find((known) => known === query.get('kind'));
  const [user, key] = ['user', 'key'].map((name) => idSchema.safeParse(query.get(name)).data);
  const [from, to] = ['from', 'to'].map((name) => DAY.exec(query.get(name) ?? '')?.[0]);
  const ip = query.get('ip')?.trim().slice(0, 45);
  const place = { kind, user, key, ip, from, to };
  const given = Object.entries(place).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given);
}

/** The moment a day begins where the reader is, `later` days on; undefined for a day there is not. */
function beginningOf(day: string | undefined, later = 0): string | undefined {
  if (day === undefined) return undefined;
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + later);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The same as the portal is asked for it: days are those of the reader, the last one whole. */
export function accessRequest({ kind, user, key, ip, from, to }: AccessLogPlace): AccessRequest {
  return { kind, userId: user, apiKeyId: key, ip, from: beginningOf(from), to: beginningOf(to, 1) };
}
