import { noteTypeSchema, statusSchema } from '../contract/codes.js';
import { optionalText, text } from '../contract/text.js';
import type { ElementReader } from './element-reader.js';
import type { FeedElement } from './feed-element.js';
import type { FeedIdentifier, FeedNote } from './feed-user.js';

const short = text(255);
const long = optionalText(2000);

const IDENTIFIER_PARTS = ['id_type', 'value', 'note', 'status'];
const NOTE_PARTS = ['note_type', 'note_text', 'user_viewable', 'popup_note', 'created_by', 'created_date'];

export function readIdentifiers(reader: ElementReader, list: FeedElement | undefined): FeedIdentifier[] {
  return reader.rows(list, 'user_identifier').map((row) => {
    const parts = reader.optionalChildren(row, IDENTIFIER_PARTS);
    for (const name of ['id_type', 'value']) {
      const part = parts.get(name);
      if (reader.text(part) === '') reader.rejectMissing(part ?? row, name);
    }
    return {
      type: reader.value(parts.get('id_type'), short) ?? '',
      value: reader.value(parts.get('value'), short) ?? '',
      note: reader.value(parts.get('note'), long),
      active: reader.value(parts.get('status'), statusSchema) !== 'INACTIVE',
    };
  });
}

/** A note without text says nothing and is passed over. */
export function readNotes(reader: ElementReader, list: FeedElement | undefined): FeedNote[] {
  return reader.rows(list, 'user_note').flatMap((row) => {
    const parts = reader.optionalChildren(row, NOTE_PARTS);
    if (reader.text(parts.get('note_type')) === '') reader.rejectMissing(parts.get('note_type') ?? row, 'note_type');
    const type = reader.value(parts.get('note_type'), noteTypeSchema);
    const noteText = reader.value(parts.get('note_text'), long);
    const note = {
      userViewable: reader.flag(parts.get('user_viewable')),
      popup: reader.flag(parts.get('popup_note')),
      createdBy: reader.value(parts.get('created_by'), short),
    };
    return type === null || noteText === null ? [] : [{ type, text: noteText, ...note }];
  });
}
