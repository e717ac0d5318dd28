import { isProblem } from '../api/problem.ts';
import { errorText } from '../i18n/errors.ts';
import { fieldErrorText } from '../i18n/labels.ts';

/** Why something was not unlocked: the reason that was given, or else what the problem is. */
export function unlockErrorText(error: unknown): string {
  const [reason] = isProblem(error) ? error.fields : [];
  return reason === undefined ? errorText(error) : fieldErrorText(reason.code);
}
