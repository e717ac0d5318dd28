import Bowser from 'bowser';
import type { Device, SessionEntry } from '../../contract/session-list.js';
import { DEVICES } from '../../contract/session-list.js';

function joined(name: string | undefined, version: string | undefined): string | null {
  if (name === undefined || name === '') return null;
  return version === undefined || version === '' ? name : `${name} ${version}`;
}

/** What a browser says of itself in its `User-Agent`; nothing of it is proven. */
export function deviceOf(userAgent: string | null): Pick<SessionEntry, 'browser' | 'system' | 'device'> {
  if (userAgent === null || userAgent.trim() === '') return { browser: null, system: null, device: null };
  const { browser, os, platform } = Bowser.parse(userAgent);
  return {
    browser: joined(browser.name, browser.version?.split('.')[0]),
    system: joined(os.name, os.versionName),
    device: DEVICES.find((known): known is Device => known === platform.type) ?? null,
  };
}
