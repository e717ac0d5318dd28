import { isProblem } from '#lib/api/problem.ts';
import { errorText } from '#lib/i18n/errors.ts';
import { fieldErrorText } from '#lib/i18n/labels.ts';
import { m } from '#lib/paraglide/messages.js';

/** Why a view was not kept, in words for the field of its name. */
export function viewError(error: unknown): string {
  if (isProblem(error, 'record.conflict')) return m['users.view.conflict']();
  const field = isProblem(error) ? error.fields.find(({ path }) => path === 'name') : undefined;
  return field === undefined ? errorText(error) : fieldErrorText(field.code);
}
