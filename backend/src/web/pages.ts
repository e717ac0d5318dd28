import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MISSING = '<!doctype html><title>Rollcall</title><p>The pages have not been built.';

/** The built pages: the one HTML file, and the policy under which a browser may run it. */
export class Pages {
  readonly html: string;
  /** Content-Security-Policy source expressions of the inline scripts that the build wrote into the page. */
  readonly scriptHashes: readonly string[];

  /** @param root folder of the built frontend, or null when only the API is served */
  constructor(readonly root: string | null) {
    this.html = root === null ? MISSING : readFileSync(join(root, 'app.html'), 'utf8');
    this.scriptHashes = [...this.html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
      ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    );
  }
}
