import type { Person } from '#contract/realtime.ts';

/** One person on a record, however many tabs they have open. */
export interface Colleague {
  userId: string;
  name: string;
  /** The most active of their tabs: editing before viewing before idle. */
  mode: Person['mode'];
  /** Fields they are in, in any tab. */
  fields: string[];
  since: string;
  /** True for the reader's own other tabs. */
  self: boolean;
}

const ACTIVITY = { editing: 2, viewing: 1, idle: 0 } as const;

function joined(people: Person[], me: string | null): Colleague | null {
  const [first] = people;
  if (first === undefined) return null;
  const modes = people.map((person) => person.mode);
  return {
    userId: first.userId,
    name: first.name,
    mode: modes.reduce((most, mode) => (ACTIVITY[mode] > ACTIVITY[most] ? mode : most), first.mode),
    fields: [...new Set(people.flatMap((person) => (person.field === null ? [] : [person.field])))],
    since: people.reduce((least, person) => (person.since < least ? person.since : least), first.since),
    self: first.userId === me,
  };
}

/** Everybody but this tab, longest present first. */
export function others(people: readonly Person[], tabId: string, me: string | null): Colleague[] {
  const byUser = Map.groupBy(
    people.filter((person) => person.tabId !== tabId),
    (person) => person.userId,
  );
  return [...byUser.values()]
    .map((tabs) => joined(tabs, me))
    .filter((person) => person !== null)
    .sort((one, two) => one.since.localeCompare(two.since) || one.userId.localeCompare(two.userId));
}

export const PERSON_COLOURS = 8;

/** The colour of a person is the same on every screen and for everybody. */
export function personColour(userId: string): number {
  let hash = 0;
  for (const character of userId) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return Math.abs(hash) % PERSON_COLOURS;
}
