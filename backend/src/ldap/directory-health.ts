import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DirectoryService } from './directory.service.js';

/** Anybody may ask for the health of the portal; the directory is not asked more often than this. */
const BELIEVED_MS = 10_000;
/** Who asks for the health, such as a proxy, gives up soon; a mute directory must not make the portal look dead. */
const PATIENCE_MS = 300;

/** Whether the directory lets the service account in: a wrong service password must not look like everybody's own. */
@Injectable()
export class DirectoryHealth {
  private latest = true;
  private asking: Promise<void> | null = null;
  private askedAt = -Infinity;

  constructor(private readonly directory: DirectoryService) {}

  /** What the directory said last; one that has been silent for a moment is not well. */
  async isWell(): Promise<boolean> {
    if (this.asking === null && performance.now() - this.askedAt >= BELIEVED_MS) this.ask();
    if (this.asking !== null) {
      const isAnswered = await Promise.race([this.asking.then(() => true), wait(PATIENCE_MS, false, { ref: false })]);
      if (!isAnswered) this.latest = false;
    }
    return this.latest;
  }

  private ask(): void {
    this.askedAt = performance.now();
    this.asking = this.directory.isWell().then((isWell) => {
      this.latest = isWell;
      this.asking = null;
    });
  }
}
