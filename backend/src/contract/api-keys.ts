import { z } from 'zod';
import type { Permission } from './permissions.js';
import { PERMISSIONS } from './permissions.js';
import { idSchema, optionalDate, text } from './text.js';

/** A key can hold every permission but that to make keys: one that is revoked must not live on in others. */
export const KEY_PERMISSIONS: readonly Permission[] = PERMISSIONS.filter((permission) => permission !== 'keys.write');

/** Secrets of keys begin so, which scanners of leaked code look for. */
export const KEY_PREFIX = 'rk_';

export const KEY_STATES = ['active', 'expired', 'revoked'] as const;

/** A key, without its secret. It acts for the person who made it, with those permissions that person still has. */
export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
  state: z.enum(KEY_STATES),
  madeBy: z.object({ userId: idSchema, name: z.string() }),
  madeAt: z.iso.datetime(),
  /** Last day on which it is good; null for ever. */
  expiresOn: z.string().nullable(),
  /** To the minute. */
  usedAt: z.iso.datetime().nullable(),
  usedFrom: z.string().nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** The newest comes first. */
export const apiKeyListSchema = z.object({ keys: z.array(apiKeySchema) });
export type ApiKeyList = z.infer<typeof apiKeyListSchema>;

export const makeKeySchema = z.strictObject({
  name: text(100).min(1, { message: 'field.required' }),
  permissions: z
    .array(z.enum(PERMISSIONS, { message: 'permission.unknown' }))
    .min(1, { message: 'field.required' })
    .max(PERMISSIONS.length, { message: 'list.too-long' })
    .transform((permissions) => PERMISSIONS.filter((permission) => permissions.includes(permission))),
  expiresOn: optionalDate,
});
export type MakeKey = z.infer<typeof makeKeySchema>;

/** The answer to the making: the one time the secret is seen. */
export const madeKeySchema = z.object({ id: idSchema, secret: z.string() });
export type MadeKey = z.infer<typeof madeKeySchema>;
