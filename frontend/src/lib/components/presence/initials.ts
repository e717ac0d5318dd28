function words(text: string): string[] {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

function letter(word: string | undefined): string {
  return /\p{L}\p{M}*|\p{N}/u.exec(word ?? '')?.[0] ?? '';
}

/** One or two characters for a name as it is shown: "Lovelace, Ada" and "Ada Lovelace" both give AL. */
export function initials(name: string): string {
  const [family = '', given = ''] = name.split(',', 2);
  const ordered = words(given === '' ? family : `${given} ${family}`);
  const first = letter(ordered[0]);
  const last = ordered.length > 1 ? letter(given === '' ? ordered.at(-1) : words(family)[0]) : '';
  return first + last === '' ? '?' : (first + last).toLocaleUpperCase();
}
