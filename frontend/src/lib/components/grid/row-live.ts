import type { Lock } from '#contract/locks.ts';
import type { UserRow } from '#contract/user-list.ts';
import { now } from '#lib/i18n/clock.ts';
import { live } from '#lib/realtime/live.svelte.ts';
import { heldBy } from '#lib/record/access.ts';

/** Who holds the record of a row at this moment. */
export function lockOf(row: UserRow): Lock | null {
  return heldBy(live.locks.of(row.id), row.lock, live.connection.live, now());
}
