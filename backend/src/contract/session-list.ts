import { z } from 'zod';
import { setting, whole } from './setting-parameters.js';
import { idSchema } from './text.js';

export const DEVICES = ['desktop', 'mobile', 'tablet'] as const;
export type Device = (typeof DEVICES)[number];

/** A browser somebody is signed in with. Names of browser and system are as they call themselves; null is unknown. */
export const sessionEntrySchema = z.object({
  id: idSchema,
  /** Is it the one that asks? */
  current: z.boolean(),
  browser: z.string().nullable(),
  system: z.string().nullable(),
  device: z.enum(DEVICES).nullable(),
  /** Address it was begun from. */
  ip: z.string().nullable(),
  beganAt: z.iso.datetime(),
  /** Last use, to the minute. */
  usedAt: z.iso.datetime(),
});
export type SessionEntry = z.infer<typeof sessionEntrySchema>;

/** The newest use comes first. */
export const sessionListSchema = z.object({ sessions: z.array(sessionEntrySchema) });
export type SessionList = z.infer<typeof sessionListSchema>;

const LEAST_IDLE_MINUTES = 5;
export const MOST_IDLE_MINUTES = 1440;
const MOST_HOURS = 168;

/** How long sessions last, and how often a key may ask. */
export const ACCESS_LIMITS = {
  session_idle_minutes: setting(whole(LEAST_IDLE_MINUTES, MOST_IDLE_MINUTES, 'number.not-an-idle-time'), 120),
  session_hours: setting(whole(1, MOST_HOURS, 'number.not-a-session-life'), 12),
  api_key_requests_per_minute: setting(whole(1, 100_000, 'number.not-a-request-rate'), 600),
};
