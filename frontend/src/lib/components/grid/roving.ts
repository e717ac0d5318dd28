/** Where the focus goes among `rows` × `columns` stops; null when the key is none of ours. */
export function nextStop(
  key: string,
  at: { row: number; column: number },
  rows: number,
  columns: number,
): { row: number; column: number } | null {
  const row = (index: number): number => Math.min(Math.max(index, 0), rows - 1);
  const column = (index: number): number => Math.min(Math.max(index, 0), columns - 1);
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
      return { ...at, column: column(at.column + 1) };
    case 'ArrowLeft':
      return { ...at, column: column(at.column - 1) };
    default:
      return null;
  }
}
