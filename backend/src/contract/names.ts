/** The parts of a person's name as the record keeps them. */
export interface NameParts {
  firstName: string | null;
  middleName: string | null;
  lastName: string | null;
  prefFirstName: string | null;
  prefMiddleName: string | null;
  prefLastName: string | null;
}

export type NameOrder = 'last-first' | 'first-last';

/** Preferred parts replace the main parts wherever a name is shown (S039). */
export function shownParts(name: NameParts): { first: string; middle: string; last: string } {
  return {
    first: name.prefFirstName ?? name.firstName ?? '',
    middle: name.prefMiddleName ?? name.middleName ?? '',
    last: name.prefLastName ?? name.lastName ?? '',
  };
}

/** The name as the institution shows it; the one function every screen, export and letter uses (S024). */
export function displayName(name: NameParts, order: NameOrder = 'last-first'): string {
  const { first, middle, last } = shownParts(name);
  const given = [first, middle].filter(Boolean).join(' ');
  if (order === 'first-last') return [given, last].filter(Boolean).join(' ');
  return [last, given].filter(Boolean).join(', ');
}
