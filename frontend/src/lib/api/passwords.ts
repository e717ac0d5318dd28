import type { OneTimePassword, PasswordState, PasswordTerms } from '#contract/passwords.ts';
import { oneTimePasswordSchema, passwordStateSchema, passwordTermsSchema } from '#contract/passwords.ts';
import { request } from './request.ts';

export function passwordState(userId: string, signal?: AbortSignal): Promise<PasswordState> {
  return request('GET', `/users/${userId}/password`, passwordStateSchema, { signal });
}

/** Sent again after a lost answer it makes another one, which is then the one that counts. */
export function makeOneTimePassword(userId: string): Promise<OneTimePassword> {
  return request('POST', `/users/${userId}/password`, oneTimePasswordSchema);
}

/** What the own password must not contain. */
export function passwordTerms(): Promise<PasswordTerms> {
  return request('GET', '/session/password', passwordTermsSchema);
}
