/** The inline style of a cell whose column somebody gave a width to, or pinned so far from the start. */
export function cellStyle(width: number | null, place: number | null): string | undefined {
  const styles = [
    width === null ? '' : `min-width:${String(width)}px;max-width:${String(width)}px`,
    place === null ? '' : `inset-inline-start:${String(place)}px`,
  ];
  return styles.filter(Boolean).join(';') || undefined;
}
