import type { Deletion } from '#contract/deletion.ts';
import type { DeletionNews } from '#contract/realtime.ts';

const POLL_MS = 5000;

export interface DeletionPort {
  isLive: () => boolean;
  watch: (recordId: string | null) => Promise<DeletionNews | null>;
  read: (recordId: string) => Promise<Deletion | null>;
}

export interface DeletionFollower {
  recordId: string;
  /** Null when there is no such user any more. */
  onNews: (deletion: Deletion | null) => void;
  onFailure: (error: unknown) => void;
}

/** What stands against deleting the one user this tab asks about. Pushed over the socket; read every 5 s without it. */
export class DeletionTopic {
  readonly #port: DeletionPort;
  #follower: DeletionFollower | null = null;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(port: DeletionPort) {
    this.#port = port;
  }

  /** Follows until the returned function is called; the one followed before is let go. */
  follow(follower: DeletionFollower): () => void {
    this.#follower = follower;
    this.#ask();
    return () => {
      if (this.#follower !== follower) return;
      this.#follower = null;
      clearInterval(this.#poll);
      // A lost word costs nothing: the server forgets with the connection.
      if (this.#port.isLive()) this.#port.watch(null).catch(() => undefined);
    };
  }

  /** Asks again: for the answer to something the person just did. */
  askAgain(): void {
    if (this.#follower !== null) this.#ask();
  }

  put({ recordId, deletion }: DeletionNews): void {
    if (this.#follower?.recordId === recordId) this.#follower.onNews(deletion);
  }

  linkUp(): void {
    this.askAgain();
  }

  linkDown(): void {
    this.askAgain();
  }

  stop(): void {
    this.#follower = null;
    clearInterval(this.#poll);
  }

  #ask(): void {
    clearInterval(this.#poll);
    if (!this.#port.isLive()) {
      this.#poll = setInterval(() => {
        this.#read();
      }, POLL_MS);
      this.#read();
      return;
    }
    const follower = this.#follower;
    if (follower === null) return;
    this.#port
      .watch(follower.recordId)
      .then((news) => {
        if (news !== null) this.put(news);
      })
      .catch((error: unknown) => {
        this.#failed(follower, error);
      });
  }

  #read(): void {
    const follower = this.#follower;
    if (follower === null) return;
    this.#port
      .read(follower.recordId)
      .then((deletion) => {
        this.put({ recordId: follower.recordId, deletion });
      })
      .catch((error: unknown) => {
        this.#failed(follower, error);
      });
  }

  #failed(follower: DeletionFollower, error: unknown): void {
    if (this.#follower === follower) follower.onFailure(error);
  }
}
