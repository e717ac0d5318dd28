import type { RecordType } from '../contract/codes.js';
import { ElementReader } from './element-reader.js';
import { readAddresses, readEmails, readPhones } from './feed-contacts.js';
import type { FeedElement } from './feed-element.js';
import { isFeedElement, readFields } from './feed-fields.js';
import { readIdentifiers, readNotes } from './feed-segments.js';
import type { FeedUser, ReadUser } from './feed-user.js';

/** Reads one `<user>`. Roles, account type and all that belongs to the profile or the portal are passed over. */
export function readFeedUser(element: FeedElement, recordType: RecordType): ReadUser {
  const reader = new ElementReader();
  const parts = reader.children(element, isFeedElement);
  const fields = readFields(reader, parts);
  const contact = reader.optionalChildren(parts.get('contact_info'), ['addresses', 'emails', 'phones']);
  const { primaryId } = fields;
  if ((parts.get('primary_id')?.text ?? '') === '') {
    reader.rejectMissing(parts.get('primary_id') ?? element, 'primary_id');
  }
  const user: FeedUser = {
    line: element.line,
    primaryId: primaryId ?? '',
    fields,
    isResearcher: parts.has('is_researcher') ? reader.flag(parts.get('is_researcher')) : null,
    emails: readEmails(reader, contact.get('emails'), recordType),
    phones: readPhones(reader, contact.get('phones')),
    addresses: readAddresses(reader, contact.get('addresses')),
    identifiers: readIdentifiers(reader, parts.get('user_identifiers')),
    notes: readNotes(reader, parts.get('user_notes')),
  };
  if (reader.rejections.length === 0) return { user };
  const rejections = reader.rejections.toSorted((a, b) => a.line - b.line);
  return { unreadable: { line: element.line, primaryId, rejections } };
}
