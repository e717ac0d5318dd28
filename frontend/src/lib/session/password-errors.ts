import { isProblem } from '../api/problem.ts';
import { fieldErrorText } from '../i18n/labels.ts';
import { m } from '../paraglide/messages.js';

/** Puts a refused password change where it belongs: at the old password, at the new one, or above the form. */
export function passwordErrors(failure: unknown): { current?: string; next?: string; other: boolean } {
  if (!isProblem(failure)) return { other: true };
  if (failure.code === 'session.sign-in-refused') return { current: m['password.wrongCurrent'](), other: false };
  const at = (path: string) => {
    const found = failure.fields.find((field) => field.path === path);
    return found === undefined ? {} : { text: fieldErrorText(found.code) };
  };
  const current = at('currentPassword').text;
  const next = at('newPassword').text;
  return {
    ...(current === undefined ? {} : { current }),
    ...(next === undefined ? {} : { next }),
    other: current === undefined && next === undefined,
  };
}
