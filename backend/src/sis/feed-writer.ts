import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { ELEMENT_OF } from './feed-fields.js';
import type { FeedUser } from './feed-user.js';

/** A user as it is written into a feed: what reading it back gives, but for the line. */
export type SourceUser = Omit<FeedUser, 'line'>;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(value: string): string {
  return value.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

function element(name: string, value: string | boolean | null): string {
  return value === null ? '' : `<${name}>${escape(String(value))}</${name}>`;
}

function list(name: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `<${name}>${rows.join('')}</${name}>`;
}

function types(kind: string, values: readonly string[]): string {
  return `<${kind}s>${values.map((value) => element(kind, value)).join('')}</${kind}s>`;
}

function scalars(user: SourceUser): string {
  return Object.entries(ELEMENT_OF)
    .map(([field, name]) => element(name, user.fields[field as keyof typeof ELEMENT_OF]))
    .join('');
}

function contact(user: SourceUser): string {
  const addresses = user.addresses.map(
    (row) =>
      `<address preferred="${row.preferred}">${row.lines.map((line, at) => element(`line${at + 1}`, line)).join('')}${[
        element('city', row.city),
        element('state_province', row.stateProvince),
        element('postal_code', row.postalCode),
        element('country', row.country),
        element('address_note', row.note),
        element('start_date', row.startDate),
        element('end_date', row.endDate),
      ].join('')}${types('address_type', row.types)}</address>`,
  );
  const emails = user.emails.map(
    (row) =>
      `<email preferred="${row.preferred}">${element('email_address', row.address)}` +
      `${element('description', row.description)}${types('email_type', row.types)}</email>`,
  );
  const phones = user.phones.map(
    (row) =>
      `<phone preferred="${row.preferred}" preferred_sms="${row.preferredSms}">` +
      `${element('phone_number', row.number)}${types('phone_type', row.types)}</phone>`,
  );
  return list('contact_info', [list('addresses', addresses), list('emails', emails), list('phones', phones)]);
}

function identifiers(user: SourceUser): string {
  const rows = user.identifiers.map(
    (row) =>
      `<user_identifier>${element('id_type', row.type)}${element('value', row.value)}` +
      `${element('note', row.note)}${element('status', row.active ? 'ACTIVE' : 'INACTIVE')}</user_identifier>`,
  );
  return list('user_identifiers', rows);
}

function notes(user: SourceUser): string {
  const rows = user.notes.map(
    (row) =>
      `<user_note>${element('note_type', row.type)}${element('note_text', row.text)}` +
      `${element('user_viewable', row.userViewable)}${element('popup_note', row.popup)}` +
      `${element('created_by', row.createdBy)}</user_note>`,
  );
  return list('user_notes', rows);
}

/** One `<user>` on one line. */
export function userXml(user: SourceUser): string {
  const researcher = element('is_researcher', user.isResearcher);
  return `<user>${scalars(user)}${contact(user)}${researcher}${identifiers(user)}${notes(user)}</user>\n`;
}

/** A whole file, written as it is read: in pieces. */
export function* feedXml(users: Iterable<SourceUser>): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<users>\n';
  for (const user of users) yield userXml(user);
  yield '</users>\n';
}

/** Writes an archive of the given members; each is a stream of text, so any number of users fits. */
export async function writeFeedZip(path: string, members: Record<string, Iterable<string>>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(members))
    zip.addReadStream(Readable.from(text, { objectMode: false }), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}
