import type { RecordType, Status } from '../contract/codes.js';
import { EDITABLE_WHEN_EXTERNAL, FIELD_NAMES } from '../contract/users.js';
import { fillPreferredName } from '../users/rules.js';
import type { Fields } from '../users/rules.js';
import type { FeedUser } from './feed-user.js';

const NEW_STATUS: Status = 'ACTIVE';

/** Is the preferred name the main name once more? Then it follows the main name (S041). */
function preferredFollows(fields: Fields): boolean {
  const preferred = [fields.prefFirstName, fields.prefMiddleName, fields.prefLastName];
  const main = [fields.firstName, fields.middleName, fields.lastName];
  return preferred.some((part) => part !== null) && preferred.every((part, index) => part === main[index]);
}

/** The three preferred parts are one value: the feed's if it has any, else as S041 says. */
function preferredName(
  sent: Fields,
  before: Fields,
): Pick<Fields, 'prefFirstName' | 'prefMiddleName' | 'prefLastName'> {
  const feedHasOne = sent.prefFirstName !== null || sent.prefMiddleName !== null || sent.prefLastName !== null;
  if (feedHasOne) {
    const { prefFirstName, prefMiddleName, prefLastName } = sent;
    return { prefFirstName, prefMiddleName, prefLastName };
  }
  const source: Fields = preferredFollows(before)
    ? { ...before, prefFirstName: sent.firstName, prefMiddleName: sent.middleName, prefLastName: sent.lastName }
    : before;
  const { prefFirstName, prefMiddleName, prefLastName } = source;
  return { prefFirstName, prefMiddleName, prefLastName };
}

/**
 * The scalar fields after the feed. What the record of the feed does not have is erased, except the fields that
 * may be edited by hand: those keep their value when the feed is silent (S042, S078).
 */
export function nextFields(user: FeedUser, recordType: RecordType, before: Fields | null): Fields {
  const sent: Fields = { recordType, ...user.fields };
  if (before === null) return { ...sent, ...fillPreferredName(sent), status: sent.status ?? NEW_STATUS };
  const next: Fields = { ...sent };
  for (const field of FIELD_NAMES) {
    if (next[field] === null && EDITABLE_WHEN_EXTERNAL.has(field)) next[field] = before[field];
  }
  const named = { ...next, ...preferredName(sent, before) };
  return { ...named, ...fillPreferredName(named) };
}
