import type { Change } from '#contract/changes.ts';
import type { ChangesFrame, ResumeAnswer } from '#contract/realtime.ts';
import { RESUME_LIMIT } from '#contract/realtime.ts';

export interface FeedListener {
  onChange: (change: Change) => void;
  /** What happened cannot be proven: read again what is on screen, then call `since` with the answer's seq. */
  onResync: () => void;
}

export interface Subscription {
  /** Says up to which seq the listener's data is true; what it missed since is delivered, or `onResync` called. */
  since: (seq: number) => void;
  stop: () => void;
}

type Resume = (since: number | null) => Promise<ResumeAnswer>;

/**
 * The client's end of the change log. It holds one cursor and lets nothing through that does not continue it:
 * a frame that leaves a gap, or a heartbeat ahead of the cursor, asks the portal for what was missed.
 */
export class Feed {
  readonly #resume: Resume;
  readonly #listeners = new Set<FeedListener>();
  /** Changes in order that prove everything after `#floor`; a page that was read a moment ago catches up here. */
  #recent: Change[] = [];
  #floor: number | null = null;
  #cursor: number | null = null;
  /** Frames that arrived while a resume was under way. */
  #waiting: ChangesFrame[] | null = null;

  constructor(resume: Resume) {
    this.#resume = resume;
  }

  get cursor(): number | null {
    return this.#cursor;
  }

  subscribe(listener: FeedListener): Subscription {
    this.#listeners.add(listener);
    return {
      since: (seq) => {
        this.#catchUp(listener, seq);
      },
      stop: () => {
        this.#listeners.delete(listener);
      },
    };
  }

  /** Asks for everything after the cursor. Resolves when the cursor is proven; rejects when the link broke again. */
  async catchUp(): Promise<void> {
    if (this.#waiting !== null) return;
    this.#waiting = [];
    let frames: ChangesFrame[];
    try {
      const answer = await this.#ask();
      if (!answer.resync) this.#accept(answer);
      else if (this.#cursor === null) this.#startAt(answer.to);
      else this.#startOver(answer.to);
    } finally {
      frames = this.#waiting;
      this.#waiting = null;
    }
    for (const frame of frames) this.frame(frame);
  }

  frame(frame: ChangesFrame): void {
    if (this.#waiting !== null) {
      this.#waiting.push(frame);
    } else if (this.#cursor === null || frame.to > this.#cursor) {
      if (frame.from === this.#cursor) this.#accept(frame);
      else this.#catchUpQuietly();
    }
  }

  /** Frames arrive in order on one connection, so a heartbeat ahead of the cursor means one was lost. */
  heartbeat(to: number): void {
    if (this.#waiting === null && (this.#cursor === null || to > this.#cursor)) this.#catchUpQuietly();
  }

  resync(to: number): void {
    this.#startOver(to);
  }

  /** Asks again when a page set the cursor meanwhile: the answer would not continue it. */
  async #ask(): Promise<ResumeAnswer> {
    let asked: number | null;
    let answer: ResumeAnswer;
    do {
      asked = this.#cursor;
      answer = await this.#resume(asked);
    } while (asked !== this.#cursor);
    return answer;
  }

  #catchUpQuietly(): void {
    // A failed resume means a broken link; the next connection resumes by itself.
    this.catchUp().catch(() => undefined);
  }

  #accept(frame: ChangesFrame): void {
    const known = this.#cursor;
    this.#cursor = frame.to;
    this.#floor ??= frame.to;
    const fresh = frame.changes.filter((change) => known === null || change.seq > known);
    this.#remember(fresh);
    for (const change of fresh) {
      for (const listener of [...this.#listeners]) listener.onChange(change);
    }
  }

  #remember(changes: Change[]): void {
    this.#recent.push(...changes);
    const excess = this.#recent.length - RESUME_LIMIT;
    if (excess <= 0) return;
    this.#floor = this.#recent[excess - 1]?.seq ?? this.#floor;
    this.#recent = this.#recent.slice(excess);
  }

  #startAt(to: number): void {
    this.#cursor = to;
    this.#floor = to;
    this.#recent = [];
  }

  #startOver(to: number): void {
    this.#startAt(to);
    for (const listener of [...this.#listeners]) listener.onResync();
  }

  /** Another person signs in: nothing of what the last one saw may be replayed. */
  forget(): void {
    this.#cursor = null;
    this.#floor = null;
    this.#recent = [];
  }

  #catchUp(listener: FeedListener, seq: number): void {
    if (this.#cursor === null) {
      this.#startAt(seq);
    } else if (this.#floor === null || seq >= this.#floor) {
      for (const change of this.#recent.filter((candidate) => candidate.seq > seq)) listener.onChange(change);
    } else if (this.#recent.length === 0 && this.#waiting === null && this.#cursor === this.#floor) {
      // Nothing has come in yet: go back and let the portal fill the difference.
      this.#startAt(seq);
      this.#catchUpQuietly();
    } else {
      listener.onResync();
    }
  }
}
