import type { Problem } from '#contract/problems.ts';
import type { SaveUser, UserRecord } from '#contract/users.ts';

/** How one try ended. `unknown`: no clear answer came, so the save may or may not have been stored. */
export type Attempt =
  { kind: 'saved'; record: UserRecord } | { kind: 'refused'; problem: Problem } | { kind: 'unknown' };

/** `repeated`: what was sent is an earlier save that had no answer yet, so newer text is still to be saved. */
export type SaveOutcome = Attempt & { sent: SaveUser; repeated: boolean };

export interface SavePorts {
  send: (body: SaveUser, idempotencyKey: string) => Promise<Attempt>;
  newKey: () => string;
}

/**
 * One save at a time for one tab. A save without an answer keeps its key, so that trying it again can never store
 * it twice; until its fate is known no other save is sent.
 */
export class SaveQueue {
  private tail: Promise<unknown> = Promise.resolve();
  private pending: { body: SaveUser; key: string } | null = null;

  constructor(private readonly ports: SavePorts) {}

  /** Sends what `next` gives when its turn has come; answers what was sent, which may be the save still open. */
  save(next: () => SaveUser | null): Promise<SaveOutcome | null> {
    const turn = this.tail.then(() => this.run(next));
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  /** The person threw their text away: the open save is not tried again. */
  forget(): void {
    this.pending = null;
  }

  private async run(next: () => SaveUser | null): Promise<SaveOutcome | null> {
    const repeated = this.pending !== null;
    if (this.pending === null) {
      const body = next();
      if (body === null) return null;
      this.pending = { body, key: this.ports.newKey() };
    }
    const { body, key } = this.pending;
    const attempt = await this.ports.send(body, key);
    if (attempt.kind !== 'unknown') this.pending = null;
    return { ...attempt, sent: body, repeated };
  }
}
