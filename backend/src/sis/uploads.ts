import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../platform/config/load-config.js';
import { Database } from '../platform/database/database.js';
import { ProblemError } from '../platform/http/problem.js';
import { newId } from '../platform/ids/ids.js';
import { CONFIG } from '../platform/platform.module.js';
import { ZIP_LIMITS } from './zip-limits.js';

/** Counts what passes and stops when it is too much; the size a client declares is not trusted. */
function atMost(bytes: number): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > bytes) done(new ProblemError('request.too-large'));
      else done(null, chunk);
    },
  });
}

const IN_USE = `select file_path as path from job where state in ('queued', 'running')`;
/** Nobody uploads longer than this; a younger file may belong to an upload on another node. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** Uploaded files, kept under names of our own until their job has ended. Nodes share the folder. */
@Injectable()
export class Uploads implements OnApplicationBootstrap {
  private readonly folder: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
  ) {
    this.folder = join(config.dataDir, 'uploads');
  }

  /** Files whose upload was cut off by the end of the process belong to no job; they go once they are old. */
  async onApplicationBootstrap(): Promise<void> {
    const rows = await this.database.query<{ path: string }>(IN_USE);
    const inUse = new Set(rows.map(({ path }) => path));
    for (const name of await readdir(this.folder).catch(() => [])) {
      const path = join(this.folder, name);
      const file = await stat(path).catch(() => null);
      const isOld = file !== null && Date.now() - file.mtimeMs > ABANDONED_MS;
      if (isOld && !inUse.has(path)) await this.discard(path);
    }
  }

  /**
   * Writes a body to disk and returns where it lies. A body that ends early or is too large leaves no file.
   * @throws ProblemError `request.too-large`
   */
  async keep(body: Readable): Promise<string> {
    const path = await this.newPath();
    try {
      await pipeline(body, atMost(ZIP_LIMITS.archiveBytes), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      return path;
    } catch (error) {
      await this.discard(path);
      throw error;
    }
  }

  /** A path at which there is no file yet. */
  async newPath(): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    return join(this.folder, `${newId()}.zip`);
  }

  async discard(path: string): Promise<void> {
    await rm(path, { force: true });
  }
}
