import { isProtected, protectedGroup, type HandEdit } from '#contract/ownership.ts';
import type { FieldName } from '#contract/users.ts';
import { editField, shownValue, type Draft } from './draft.ts';
import { normalise } from './field-value.ts';

/** What is known of a field that was edited by hand and is left alone by the feed; null for any other. */
export function handEdit(draft: Draft, field: FieldName): HandEdit | null {
  return isProtected(field) ? (draft.server.handEdited[field] ?? null) : null;
}

/** The draft has what the feed says: the save ends the protection. */
export function isGivenBack(draft: Draft, field: FieldName): boolean {
  if (!isProtected(field)) return false;
  return protectedGroup(field).every((member) => {
    const edit = handEdit(draft, member);
    return edit !== null && normalise(member, shownValue(draft, member)) === edit.feed;
  });
}

/** Puts in what the feed says, for all fields that are protected together. */
export function giveBack(draft: Draft, field: FieldName): Draft {
  if (!isProtected(field)) return draft;
  return protectedGroup(field).reduce((next, member) => {
    const edit = handEdit(next, member);
    return edit === null ? next : editField(next, member, edit.feed);
  }, draft);
}
