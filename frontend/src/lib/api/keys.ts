import { z } from 'zod';
import { apiKeyListSchema, madeKeySchema, type ApiKey, type MadeKey, type MakeKey } from '#contract/api-keys.ts';
import { request } from './request.ts';

export async function listKeys(): Promise<ApiKey[]> {
  return (await request('GET', '/api-keys', apiKeyListSchema)).keys;
}

/** Not repeated when no answer comes: the key that was made then is lost, and must be revoked. */
export function makeKey(body: MakeKey): Promise<MadeKey> {
  return request('POST', '/api-keys', madeKeySchema, { body, repeat: false });
}

export async function revokeKey(id: string): Promise<void> {
  await request('DELETE', `/api-keys/${id}`, z.null());
}
