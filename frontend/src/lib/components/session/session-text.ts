import type { SessionEntry } from '#contract/session-list.ts';
import { m } from '#lib/paraglide/messages.js';

/** The browser as people know it: "Firefox 140 on Linux". */
export function browserText({ browser, system }: SessionEntry): string {
  if (browser === null) return system ?? m['sessions.unknown']();
  return system === null ? browser : m['sessions.on']({ browser, system });
}

export function addressText({ ip }: SessionEntry): string {
  return ip === null ? m['sessions.address.unknown']() : m['sessions.address']({ ip });
}

export function deviceText({ device }: SessionEntry): string {
  return m[`sessions.device.${device ?? 'unknown'}`]();
}
