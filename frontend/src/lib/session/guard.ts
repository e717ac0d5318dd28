import { goto, refreshAll } from '$app/navigation';
import { onSessionProblem } from '../api/request.ts';
import { passwordLink, signInLink } from '../links.ts';
import type { SessionEnd } from '../realtime/live.svelte.ts';
import { live } from '../realtime/live.svelte.ts';
import type { SignedOutBecause } from './session.svelte.ts';
import { session } from './session.svelte.ts';

function leave(because: SignedOutBecause): void {
  session.forget(because);
  // Whoever signed out on purpose does not want the next person to land on the same record.
  const from = session.signedOutBecause === 'signed-out' ? null : new URL(location.href);
  void goto(signInLink(from));
}

/** Asks the portal who is signed in and what they may do, and stays when the session still stands. */
async function check(because: SignedOutBecause): Promise<void> {
  const before = JSON.stringify(session.me?.grants);
  try {
    if ((await session.reload()) === null) {
      leave(because);
      return;
    }
    if (JSON.stringify(session.me?.grants) === before && because !== 'rights-changed') return;
    await refreshAll();
    // With other rights the same records look different: everything on screen is read again.
    live.changes.resync(live.changes.cursor ?? 0);
  } catch {
    // The portal does not answer; the reconnecting socket asks again.
  }
}

function ended(reason: SessionEnd | null): void {
  if (reason === 'revoked') leave(reason);
  else void check(reason ?? 'expired');
}

/** Follows the end of the session while the portal's pages are open, whichever connection tells it first. */
export function guardSession(): () => void {
  live.onSessionEnded = ended;
  live.onConnected = () => void check('expired');
  onSessionProblem((code) => {
    if (code === 'session.password-change-required') void goto(passwordLink());
    else leave('expired');
  });
  return () => {
    live.onSessionEnded = () => undefined;
    live.onConnected = () => undefined;
    onSessionProblem(() => undefined);
  };
}
