/** The parts of a person's name as the record keeps them. */
export interface NameParts {
  firstName: string | null;
  middleName: string | null;
  lastName: string | null;
  prefFirstName: string | null;
  prefMiddleName: string | null;
  prefLastName: string | null;
}

export const NAME_ORDERS = ['last-first', 'first-last'] as const;
export type NameOrder = (typeof NAME_ORDERS)[number];

/** How the institution shows names (S024): the setting `name_display`. */
export interface NameDisplay {
  /** In lists, headings and exports. */
  order: NameOrder;
  /** Within a sentence: who changed something, who is here, whom a letter greets. */
  inText: NameOrder;
  middleName: boolean;
}

export const NAME_DISPLAY: NameDisplay = { order: 'last-first', inText: 'first-last', middleName: true };

// Embeddings, overrides and isolates reach beyond the part of the name they stand in: the whole, and the sentence
// around it, would be shown backwards. The marks of direction, which reach no further than their neighbours, stay.
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/gu;

function shown(preferred: string | null, main: string | null): string {
  return (preferred ?? main ?? '').replace(DIRECTION, '');
}

/** Preferred parts replace the main parts wherever a name is shown (S039). */
export function shownParts(name: NameParts): { first: string; middle: string; last: string } {
  return {
    first: shown(name.prefFirstName, name.firstName),
    middle: shown(name.prefMiddleName, name.middleName),
    last: shown(name.prefLastName, name.lastName),
  };
}

function arranged(name: NameParts, order: NameOrder, middleName: boolean): string {
  const { first, middle, last } = shownParts(name);
  const given = [first, middleName ? middle : ''].filter(Boolean).join(' ');
  if (order === 'first-last') return [given, last].filter(Boolean).join(' ');
  return [last, given].filter(Boolean).join(', ');
}

/** The name as the institution shows it; the one function every screen, export and letter uses (S024). */
export function displayName(name: NameParts, display: NameDisplay = NAME_DISPLAY): string {
  return arranged(name, display.order, display.middleName);
}

/** The same name where it stands in a sentence. */
export function nameInText(name: NameParts, display: NameDisplay = NAME_DISPLAY): string {
  return arranged(name, display.inText, display.middleName);
}
