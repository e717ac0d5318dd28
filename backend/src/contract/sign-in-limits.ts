import { setting, whole } from './setting-parameters.js';

/** How many sign-ins may be refused before an address is slowed, and how many locks are an alarm (F13). */
export const SIGN_IN_LIMITS = {
  sign_in_refusals_per_address_per_minute: setting(whole(5, 10_000, 'number.not-a-refusal-rate'), 60),
  sign_in_refusals_per_minute: setting(whole(5, 10_000, 'number.not-a-refusal-rate'), 300),
  mass_lock_accounts: setting(whole(2, 10_000, 'number.not-a-lock-count'), 20),
  /** No longer than a lock lasts: locks that have ended are not counted. */
  mass_lock_minutes: setting(whole(1, 30, 'number.not-a-lock-time'), 10),
};
