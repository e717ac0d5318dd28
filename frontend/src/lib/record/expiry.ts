/** Has the day passed? Days have no time zone, so today is the reader's own calendar day. */
export function isExpired(expiryDate: string | null, today: Date): boolean {
  if (expiryDate === null) return false;
  const month = String(today.getMonth() + 1).padStart(2, '0');
  const day = String(today.getDate()).padStart(2, '0');
  return expiryDate < `${String(today.getFullYear())}-${month}-${day}`;
}
