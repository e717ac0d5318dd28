/**
 * Where the focus goes among `rows` × `columns` stops; null when the key is none of ours.
 * @param mirrored the first column is the right one, as where one writes from right to left
 */
export function nextStop(
  key: string,
  at: { row: number; column: number },
  rows: number,
  columns: number,
  mirrored = false,
): { row: number; column: number } | null {
  const row = (index: number): number => Math.min(Math.max(index, 0), rows - 1);
  const column = (index: number): number => Math.min(Math.max(index, 0), columns - 1);
  const ahead = mirrored ? -1 : 1;
  switch (key) {
    case 'ArrowDown':
      return { ...at, row: row(at.row + 1) };
    case 'ArrowUp':
      return { ...at, row: row(at.row - 1) };
    case 'Home':
      return { ...at, row: 0 };
    case 'End':
      return { ...at, row: row(rows - 1) };
    case 'ArrowRight':
      return { ...at, column: column(at.column + ahead) };
    case 'ArrowLeft':
      return { ...at, column: column(at.column - ahead) };
    default:
      return null;
  }
}
