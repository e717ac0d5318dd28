import { z } from 'zod';
import type { ChangePassword, Me, SignIn } from '#contract/session.ts';
import { meSchema } from '#contract/session.ts';
import { request } from './request.ts';

export function signIn(body: SignIn): Promise<Me> {
  return request('POST', '/session', meSchema, { body, repeat: false });
}

export function whoAmI(): Promise<Me> {
  return request('GET', '/session', meSchema);
}

export async function signOut(): Promise<void> {
  await request('DELETE', '/session', z.null());
}

export function changePassword(body: ChangePassword): Promise<Me> {
  return request('POST', '/session/password', meSchema, { body, repeat: false });
}
