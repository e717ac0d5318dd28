import { isDeepStrictEqual } from 'node:util';
import type { AccountType } from '../contract/codes.js';
import type { HandEdited } from '../contract/ownership.js';
import { isProtected, PROTECTED_GROUPS } from '../contract/ownership.js';
import type { SetField } from '../contract/users.js';
import type { LoggedChange } from './merge.js';
import type { Fields } from './rules.js';

interface Owned {
  fields: Fields;
  accountType: AccountType;
}

/**
 * The protection of an external user's fields after a save. A protected field whose value is another than the feed's
 * is edited by hand; one that has the feed's value again is not. Whoever changes hands begins anew: what an internal
 * user had is nobody's edit, and an internal user has no feed.
 * @param now ISO time
 */
export function nextHandEdited(before: Owned & { handEdited: HandEdited }, after: Owned, now: string): HandEdited {
  const { handEdited } = before;
  if (before.accountType !== 'EXTERNAL' || after.accountType !== 'EXTERNAL') {
    return Object.keys(handEdited).length === 0 ? handEdited : {};
  }
  let next = handEdited;
  for (const group of PROTECTED_GROUPS) {
    if (group.every((field) => before.fields[field] === after.fields[field])) continue;
    const feed = (field: (typeof group)[number]): string | null =>
      handEdited[field] === undefined ? before.fields[field] : handEdited[field].feed;
    const agree = group.every((field) => after.fields[field] === feed(field));
    for (const field of group) {
      const { [field]: _known, ...others } = next;
      next = agree ? others : { ...others, [field]: { feed: feed(field), at: now } };
    }
  }
  return isDeepStrictEqual(next, handEdited) ? handEdited : next;
}

/** What the record said of its protection at the base of a save: the oldest `before` in the log since then. */
function atBase(handEdited: HandEdited, log: readonly LoggedChange[]): HandEdited {
  const changes = log.flatMap(({ fields }) => fields.filter(({ field }) => field === 'handEdited'));
  return changes.length === 0 ? handEdited : (changes[0]?.before ?? {});
}

/**
 * Whoever sets a field to what the feed said gives it back to the feed; if the feed says something newer by now, that
 * is what they get.
 * @param log what others changed after the save's base version, oldest first
 */
export function givenBack(
  operations: readonly SetField[],
  handEdited: HandEdited,
  log: readonly LoggedChange[],
): SetField[] {
  const known = atBase(handEdited, log);
  return operations.map((operation) => {
    const { field, value } = operation;
    if (!isProtected(field)) return operation;
    const [seen, now] = [known[field], handEdited[field]];
    return seen !== undefined && now !== undefined && value === seen.feed
      ? { ...operation, value: now.feed }
      : operation;
  });
}

/** Has a field that was edited by hand the feed's value again? */
export function isFeeds({ handEdited }: { handEdited: HandEdited }, after: Fields, field: string): boolean {
  const edit = isProtected(field) ? handEdited[field] : undefined;
  return edit !== undefined && isProtected(field) && after[field] === edit.feed;
}
