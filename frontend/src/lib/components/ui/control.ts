/** The look every text-like control shares, so that a form lines up. */
export const CONTROL =
  'h-9 w-full min-w-0 rounded-md border border-line-strong/70 bg-surface px-3 text-text shadow-card ' +
  'transition-colors duration-100 hover:border-line-strong ' +
  // Not `:read-only`, which also matches the buttons that open a list.
  'aria-invalid:border-danger [&[readonly]]:bg-sunken [&[readonly]]:shadow-none ' +
  'disabled:bg-sunken disabled:text-muted disabled:shadow-none';

/** Which of hint and error a control names as its description. */
export function describedBy(id: string, hint: string | undefined, error: string | undefined): string | undefined {
  if (error !== undefined && error !== '') return `${id}-error`;
  return hint !== undefined && hint !== '' ? `${id}-hint` : undefined;
}
