/** The secret of a bearer `Authorization` header, whatever it is worth; null for every other scheme. */
export function keyOf(authorization: string | undefined): string | null {
  return authorization === undefined ? null : (/^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null);
}
