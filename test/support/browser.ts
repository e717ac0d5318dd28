import { accessSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { PASSWORD } from './portal.js';

const STEP_MS = 20_000;
const REPORTS = new URL('../../reports/', import.meta.url).pathname;
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** `CHROMIUM` names another one than the first on the path. */
function chromiumPath(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = [process.env.CHROMIUM ?? '', ...folders.map((folder) => join(folder, 'chromium'))];
  const found = paths.find((path) => {
    try {
      accessSync(path);
      return path !== '';
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('No chromium was found: install it, or name it in CHROMIUM.');
  return found;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS });
}

/** The browser notes every refusal of the API as an error; that the portal refuses is what some tests are about. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d /u;

function isRefusal(message: ConsoleMessage): boolean {
  return REFUSAL.test(message.text()) && new URL(message.location().url).pathname.startsWith('/api/');
}

/** One person at one browser of their own, with everything that went wrong in it. */
export class Visitor {
  readonly troubles: string[] = [];
  /** Errors that belong to what a test does, such as a broken connection. */
  readonly tolerated: RegExp[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    context.on('console', (message) => {
      if (message.type() === 'error' && !isRefusal(message)) this.note(`${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => {
      this.note(error.error().stack ?? error.error().message);
    });
  }

  static async open(browser: Browser, baseURL: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const viewport = { width: 1360, height: 850 };
    const context = await browser.newContext({ baseURL, viewport, locale: 'en-GB', ...options });
    context.setDefaultTimeout(STEP_MS);
    return new Visitor(context, await context.newPage());
  }

  /** Signs in as people do, in whatever language, and is on the page the portal then shows. */
  async signIn(name: string, password: string = PASSWORD): Promise<void> {
    await this.page.locator('[name=username]').fill(name);
    await this.page.locator('[name=password]').fill(password);
    await this.page.locator('[type=submit]').click();
    await this.page.waitForURL((url) => url.pathname !== '/login');
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(REPORTS, { recursive: true });
    for (const [at, page] of this.context.pages().entries()) {
      const file = `${name}-${at}`.replaceAll(/[^\w-]+/gu, '-').slice(0, 120);
      await page.screenshot({ path: join(REPORTS, `${file}.png`) });
    }
  }

  private note(trouble: string): void {
    if (!this.tolerated.some((pattern) => pattern.test(trouble))) this.troubles.push(trouble);
  }
}
