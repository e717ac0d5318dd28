/** SQL for an ISO 8601 time in UTC with milliseconds, as the contract sends times. */
export function isoTime(column: string): string {
  return `to_char((${column}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
