import { z } from 'zod';

/** A user's word on one letter: it is sent to them, or it is not. Nobody has said no to a letter to begin with. */
export const letterChoiceSchema = z.enum(['IN', 'OUT'], { message: 'code.unknown' });
export type LetterChoice = z.infer<typeof letterChoiceSchema>;

/**
 * The letters a user can be opted out of (S054), by the field of the record that says so. `code` is the name by which
 * letters are stored and known to other systems. Letters about research exist where the institution has researchers.
 */
export const LETTERS = {
  letterBorrowingActivity: { code: 'FulUserBorrowingActivityLetter', research: false },
  letterLoginToken: { code: 'LoginUsingOneTimeTokenLetter', research: false },
  letterPinNumber: { code: 'PinNumberGenerationLetter', research: false },
  letterResendNotification: { code: 'ResendNotificationLetter', research: false },
  letterResetPassword: { code: 'ResetPasswordLetter', research: false },
  letterSocialLogin: { code: 'SocialLoginInviteLetter', research: false },
  letterUserNotifications: { code: 'UserNotificationsLetter', research: false },
  letterMediatedDeposit: { code: 'MediatedDepositApprovedLetter', research: true },
  letterNewAssets: { code: 'NewAssetsAddedLetter', research: true },
  letterResearcherApproval: { code: 'ResearcherApprovalNotificationLetter', research: true },
  letterDepositApproved: { code: 'ResearcherDepositApprovedLetter', research: true },
  letterDepositReturned: { code: 'ResearcherDepositReturnedLetter', research: true },
} as const satisfies Record<string, { code: string; research: boolean }>;
export type LetterField = keyof typeof LETTERS;
export const LETTER_FIELDS = Object.keys(LETTERS) as [LetterField, ...LetterField[]];
export type Letters = Record<LetterField, LetterChoice>;

/** The same for every letter: a schema, a choice. */
export function eachLetter<T>(value: T): Record<LetterField, T> {
  return Object.fromEntries(LETTER_FIELDS.map((field) => [field, value])) as Record<LetterField, T>;
}

/** The letters a form offers, with or without those about research. */
export function offeredLetters(research: boolean): LetterField[] {
  return LETTER_FIELDS.filter((field) => research || !LETTERS[field].research);
}
