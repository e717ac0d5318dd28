import type { RecordType, Status } from '../contract/codes.js';
import type { HandEdited, ProtectedField } from '../contract/ownership.js';
import { isProtected, PROTECTED_GROUPS } from '../contract/ownership.js';
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

type PreferredName = Pick<Fields, 'prefFirstName' | 'prefMiddleName' | 'prefLastName'>;

/** The preferred name the feed sends, whole; null when it sends none. */
function sentPreferred(sent: Fields): PreferredName | null {
  if (sent.prefFirstName === null && sent.prefMiddleName === null && sent.prefLastName === null) return null;
  const { prefFirstName, prefMiddleName, prefLastName } = fillPreferredName(sent);
  return { prefFirstName, prefMiddleName, prefLastName };
}

/** The three preferred parts are one value: the feed's if it has any and may set it, else as S041 says. */
function preferredName(sent: Fields, before: Fields, handEdited: HandEdited): PreferredName {
  const feeds = handEdited.prefFirstName === undefined ? sentPreferred(sent) : null;
  if (feeds !== null) return feeds;
  const source: Fields = preferredFollows(before)
    ? { ...before, prefFirstName: sent.firstName, prefMiddleName: sent.middleName, prefLastName: sent.lastName }
    : before;
  const { prefFirstName, prefMiddleName, prefLastName } = source;
  return { prefFirstName, prefMiddleName, prefLastName };
}

/** What the feed sends for a protected field; null when it is silent about it. */
function sentValues(sent: Fields, group: readonly ProtectedField[]): Partial<Fields> | null {
  if (group.includes('prefFirstName')) return sentPreferred(sent);
  return group.some((field) => sent[field] !== null) ? sent : null;
}

/**
 * The protection after the feed: what it sends now is remembered, and where that is what stands there already the
 * protection ends. Silence changes nothing.
 */
function nextProtection(sent: Fields, next: Fields, handEdited: HandEdited): HandEdited {
  let kept = handEdited;
  for (const group of PROTECTED_GROUPS) {
    const values = group.some((field) => handEdited[field] !== undefined) ? sentValues(sent, group) : null;
    if (values === null) continue;
    const agrees = group.every((field) => (values[field] ?? null) === next[field]);
    for (const field of group) {
      const { [field]: edit, ...others } = kept;
      const feed = values[field] ?? null;
      if (edit === undefined || (!agrees && edit.feed === feed)) continue;
      kept = agrees ? others : { ...kept, [field]: { ...edit, feed } };
    }
  }
  return kept;
}

/** What of a record a feed decides about, field by field. */
export interface FedFields {
  fields: Fields;
  handEdited: HandEdited;
}

/**
 * The scalar fields after the feed. What the record of the feed does not have is erased, except the fields that
 * may be edited by hand: those keep their value when the feed is silent, and one that was edited by hand keeps it
 * whatever the feed says (S042, S078).
 */
export function nextFields(user: FeedUser, recordType: RecordType, before: FedFields | null): FedFields {
  const sent: Fields = { recordType, ...user.fields };
  if (before === null) {
    return { fields: { ...sent, ...fillPreferredName(sent), status: sent.status ?? NEW_STATUS }, handEdited: {} };
  }
  const { fields: old, handEdited } = before;
  const next: Fields = { ...sent };
  for (const field of FIELD_NAMES) {
    const isKept = isProtected(field) && handEdited[field] !== undefined;
    if (isKept || (next[field] === null && EDITABLE_WHEN_EXTERNAL.has(field))) next[field] = old[field];
  }
  const named = { ...next, ...preferredName(sent, old, handEdited) };
  const fields = { ...named, ...fillPreferredName(named) };
  return { fields, handEdited: nextProtection(sent, fields, handEdited) };
}
