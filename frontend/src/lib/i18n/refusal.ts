import { lockSchema } from '#contract/locks.ts';
import type { Problem } from '#contract/problems.ts';
import { m } from '../paraglide/messages.js';
import { problemText } from './errors.ts';
import { formatClock } from './format.ts';
import { fieldErrorText } from './labels.ts';

/** Why a user was not changed, as exact as the portal says it: who holds the record, or which rule stands against it. */
export function refusalReason({ code, lock, errors }: Problem): string {
  const held = lockSchema.safeParse(lock);
  if (held.success) {
    const { holder, reason, acquiredAt } = held.data;
    return m['users.held.sentence']({ holder, reason, time: formatClock(acquiredAt) });
  }
  const [first] = errors ?? [];
  return first === undefined ? problemText(code) : fieldErrorText(first.code);
}
