import type { AccountType, ChangeSource, RecordType, Status } from '#contract/codes.ts';
import type { Change } from '#contract/changes.ts';
import type { JobState } from '#contract/jobs.ts';
import { m } from '../paraglide/messages.js';
import { settings } from '../settings/settings.svelte.ts';

/** Labels of the code tables. A code without a label does not compile. */

export function recordTypeLabel(code: RecordType): string {
  return m[`recordType.${code}`]();
}

export function accountTypeLabel(code: AccountType): string {
  return m[`accountType.${code}`]();
}

export function statusLabel(code: Status): string {
  return m[`status.${code}`]();
}

export function sourceLabel(code: ChangeSource): string {
  return m[`source.${code}`]();
}

export function actionLabel(action: Change['action']): string {
  return m[`action.${action}`]();
}

export function jobStateLabel(state: JobState): string {
  return m[`jobState.${state}`]();
}

/** Who did something. People who were deleted leave no name behind. */
export function personName(name: string): string {
  return name === '' ? m['person.deleted']() : name;
}

/** Keys that come over the wire name messages without parameters. */
const messages: Partial<Record<string, () => string>> = m as Record<string, unknown> as Record<string, () => string>;

/** A message whose key comes over the wire; undefined when the catalogue does not know it. */
function lookUp(key: string): string | undefined {
  return Object.hasOwn(messages, key) ? messages[key]?.() : undefined;
}

/** The name of a record's field or list, as forms and history show it. */
export function fieldLabel(field: string): string {
  return lookUp(`field.${field}`) ?? field;
}

/** Why a field was refused. An unknown code is still a refusal that must be shown. */
export function fieldErrorText(code: string): string {
  // What people are told whose address does not have the form asked for, the institution can say in its own words.
  const own = code === 'email.mismatch' ? settings.value('email_regex_display') : null;
  if (own !== null) return own;
  return lookUp(`fieldError.${code}`) ?? m['fieldError.unknown']({ code });
}

export function placeLabel(place: string): string {
  return lookUp(`place.${place}`) ?? m['place.other']();
}

/** Why a file or one record of it was refused. */
export function rejectText(code: string): string {
  return lookUp(`reject.${code}`) ?? lookUp(`fieldError.${code}`) ?? m['fieldError.unknown']({ code });
}
