const SHORTEST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before connecting again: full jitter between 1 s and a bound that doubles to 30 s, so that
 * a thousand tabs do not come back in the same moment. The first try is quick, because most breaks are short.
 */
export function retryDelay(attempt: number, random: number, serverAsks = 0): number {
  const bound = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** attempt);
  const wait = attempt === 0 ? 100 + random * 400 : SHORTEST_MS + random * (bound - SHORTEST_MS);
  return Math.round(Math.max(wait, serverAsks * (1 + random)));
}
