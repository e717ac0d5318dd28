export interface Option {
  value: string;
  label: string;
}

/** As somebody types it who has no accents at hand. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase().trim();
}

/** The options a text can mean, by label or code; those that begin with it come first. */
export function matching<O extends Option>(options: readonly O[], typed: string): O[] {
  const text = plain(typed);
  if (text === '') return [...options];
  const begins = ({ value, label }: Option): boolean => plain(label).startsWith(text) || plain(value).startsWith(text);
  const found = options.filter((option) => begins(option) || plain(option.label).includes(text));
  return [...found.filter(begins), ...found.filter((option) => !begins(option))];
}

/** The option a text names in full. */
export function named(options: readonly Option[], typed: string): Option | undefined {
  const text = plain(typed);
  return options.find(({ value, label }) => plain(label) === text || plain(value) === text);
}
