interface LookoutOptions {
  /** Looked this often even when nobody asked. */
  everyMs: number;
  look: () => Promise<void>;
  /** Told why a look failed; the next one heals it. */
  failed: (error: unknown) => void;
}

/** Looks now and then, and whenever asked to: one look at a time, and one more for all who asked during it. */
export class Lookout {
  private looking = false;
  private again = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LookoutOptions) {}

  get isLooking(): boolean {
    return this.looking;
  }

  start(): void {
    this.timer = setInterval(() => {
      this.ask();
    }, this.options.everyMs);
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
  }

  ask(): void {
    this.again = true;
    if (!this.looking) void this.run();
  }

  private async run(): Promise<void> {
    this.looking = true;
    try {
      while (this.takeTurn()) await this.options.look();
    } catch (error) {
      this.options.failed(error);
    } finally {
      this.looking = false;
    }
  }

  private takeTurn(): boolean {
    const turn = this.again && !this.stopped;
    this.again = false;
    return turn;
  }
}
