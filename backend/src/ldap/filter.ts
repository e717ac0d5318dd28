/**
 * A value as it stands in a search filter (RFC 4515). `$`, `{` and `}` need no escape there; they get one so that nothing a
 * person types can be taken for a placeholder, or for a pattern of a replacement.
 */
function escapeValue(value: string): string {
  return value.replaceAll(/[\\*()\0${}]/gu, (sign) => `\\${(sign.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`);
}

/** A filter with its `{{placeholders}}` filled in; one that has no value matches nothing. */
export function fillFilter(filter: string, values: Readonly<Record<string, string>>): string {
  return filter.replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => escapeValue(values[name] ?? ''));
}
