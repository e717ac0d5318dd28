import { Injectable } from '@nestjs/common';
import { DirectoryService } from './directory.service.js';

/** Anybody may ask for the health of the portal; the directory is not asked more often than this. */
const BELIEVED_MS = 10_000;

/** Whether the directory lets the service account in: a wrong service password must not look like everybody's own. */
@Injectable()
export class DirectoryHealth {
  private known: { isWell: Promise<boolean>; until: number } | null = null;

  constructor(private readonly directory: DirectoryService) {}

  isWell(): Promise<boolean> {
    if (this.known === null || this.known.until < performance.now()) {
      this.known = { isWell: this.directory.isWell(), until: performance.now() + BELIEVED_MS };
    }
    return this.known.isWell;
  }
}
