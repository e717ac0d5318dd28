import { handEditedSchema, isProtected, protectedGroup, type HandEdit, type HandEdited } from '#contract/ownership.ts';
import type { FieldChange } from '#contract/changes.ts';
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

/** A change as the history tells it: of the fields edited by hand only those of which something changed. */
export function toldChange(change: FieldChange): FieldChange {
  if (change.field !== 'handEdited') return change;
  const [before, after] = [change.before, change.after].map((value) => handEditedSchema.safeParse(value).data ?? {});
  const differing = (one: HandEdited = {}, other: HandEdited = {}) =>
    Object.fromEntries(
      Object.entries(one).filter(([field, { feed }]) => !isProtected(field) || other[field]?.feed !== feed),
    );
  return { field: change.field, before: differing(before, after), after: differing(after, before) };
}
