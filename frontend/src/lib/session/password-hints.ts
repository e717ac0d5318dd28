import type { PasswordTerms } from '#contract/passwords.ts';
import { closeness, MIN_PASSWORD_LENGTH, passwordLength } from '#contract/passwords.ts';

/** What can be said of a password while it is typed; only the portal knows whether it is a common one. */
export interface PasswordHints {
  /** In code points. */
  length: number;
  isLong: boolean;
  /** Null while nothing is typed, or what it must not contain is not known. */
  isApart: boolean | null;
}

export function passwordHints(password: string, terms: PasswordTerms | null): PasswordHints {
  const length = passwordLength(password);
  return {
    length,
    isLong: length >= MIN_PASSWORD_LENGTH,
    isApart: length === 0 || terms === null ? null : closeness(password, terms) === null,
  };
}
