import { ACCESS_DETAILS, type AccessEntry } from '#contract/access-log.ts';
import { m } from '#lib/paraglide/messages.js';

/** Why, or by what, in words; empty where there is nothing to say. */
export function detailText({ detail }: AccessEntry): string {
  const known = ACCESS_DETAILS.find((candidate) => candidate === detail);
  return known === undefined ? '' : m[`access.details.${known}`]();
}

/** The browser as people know it; empty where it said nothing of use. */
export function agentText({ browser, system }: AccessEntry): string {
  if (browser === null || system === null) return browser ?? system ?? '';
  return m['sessions.on']({ browser, system });
}

const GOOD: ReadonlySet<string> = new Set(['sign-in', 'unlocked', 'key-made']);
const BAD: ReadonlySet<string> = new Set(['locked', 'mass-lock', 'throttled', 'last-resort', 'key-refused']);

/** How much an entry wants to be looked at. */
export function toneOf({ kind }: AccessEntry): 'success' | 'danger' | 'warning' | 'neutral' {
  if (GOOD.has(kind)) return 'success';
  if (BAD.has(kind)) return 'danger';
  return kind === 'sign-in-refused' ? 'warning' : 'neutral';
}
