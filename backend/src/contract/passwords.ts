import { z } from 'zod';

/** Shortest password where there is no second factor (NIST SP 800-63B-4), in code points. */
export const MIN_PASSWORD_LENGTH = 15;
/** Far above the 64 that must be accepted: a limit at all only because every hash costs. */
export const MAX_PASSWORD_LENGTH = 1024;

/** Length as people count it: one for each code point. */
export function passwordLength(password: string): number {
  return Array.from(password).length;
}

/** A password as it is typed: neither trimmed nor normalised nor cut. */
export const typedPasswordSchema = z
  .string()
  .min(1, { message: 'field.required' })
  .max(MAX_PASSWORD_LENGTH, { message: 'text.too-long' })
  // A lone surrogate has no UTF-8, so that two such passwords would have one hash.
  .refine((value) => value.isWellFormed(), { message: 'text.not-well-formed' });

/** A password somebody chooses. Nothing is asked of the signs it is made of. */
export const newPasswordSchema = typedPasswordSchema.refine((value) => passwordLength(value) >= MIN_PASSWORD_LENGTH, {
  message: 'password.too-short',
});

/** What a password of somebody must not contain, because whoever guesses tries it first. */
export const passwordTermsSchema = z.object({ own: z.array(z.string()), institution: z.array(z.string()) });
export type PasswordTerms = z.infer<typeof passwordTermsSchema>;

/** Without case, width and spaces, so that `a d a` and `ADA` are found for `ada`. */
function plain(value: string): string {
  return value.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');
}

/** Why a password is too close to its owner or the institution: a field code, or null. */
export function closeness(password: string, { own, institution }: PasswordTerms): string | null {
  const said = plain(password);
  const contains = (term: string): boolean => said.includes(plain(term));
  if (own.some(contains)) return 'password.contains-name';
  return institution.some(contains) ? 'password.contains-institution' : null;
}

/**
 * What is known of somebody's password. `one-time` waits to be used, `used` was, `expired` was not in time; `handed-out` must be
 * changed at the next sign-in and has no end.
 */
export const PASSWORD_STATES = ['none', 'own', 'handed-out', 'one-time', 'used', 'expired'] as const;

/** The password of a user as an administrator sees it: never the password. */
export const passwordStateSchema = z.object({
  state: z.enum(PASSWORD_STATES),
  /** When it was set; null without one. */
  changedAt: z.iso.datetime().nullable(),
  /** Until when a one-time password may be used. */
  expiresAt: z.iso.datetime().nullable(),
  /** Why whoever asks cannot set a one-time password: a field code, or null when they can. */
  refusal: z.string().nullable(),
});
export type PasswordState = z.infer<typeof passwordStateSchema>;

/** A one-time password, in the one answer it is ever in. */
export const oneTimePasswordSchema = z.object({ secret: z.string(), expiresAt: z.iso.datetime() });
export type OneTimePassword = z.infer<typeof oneTimePasswordSchema>;
