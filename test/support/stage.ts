import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { RoleCode } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { ApiClient } from './api-client.js';
import { launchBrowser, Visitor } from './browser.js';
import { startTestPortal, type TestPortal } from './portal.js';
import { save } from './rows.js';

declare global {
  var onTestFailure: ((title: string) => Promise<void>) | undefined;
}

/** A portal, a browser, and the people of one test file. */
export class Stage {
  readonly visitors: Visitor[] = [];

  private constructor(
    readonly portal: TestPortal,
    readonly api: ApiClient,
    private readonly browser: Browser,
  ) {}

  static async open(): Promise<Stage> {
    const [portal, browser] = await Promise.all([startTestPortal(), launchBrowser()]);
    return new Stage(portal, await portal.signedIn(), browser);
  }

  /** Somebody with a browser of their own who is not signed in; on the sign-in page of the portal, or of `url`. */
  async visitor(url: string = this.portal.url, options: BrowserContextOptions = {}): Promise<Visitor> {
    const visitor = await Visitor.open(this.browser, url, options);
    this.visitors.push(visitor);
    await visitor.page.goto('/');
    await visitor.page.locator('[name=username]').waitFor();
    return visitor;
  }

  /** Somebody who came in through the sign-in page. Their name is shown as "name Tester". */
  async signedIn(name: string, roles?: readonly RoleCode[], url?: string): Promise<Visitor> {
    await this.portal.addAccount(name, roles);
    const visitor = await this.visitor(url);
    await visitor.signIn(name);
    return visitor;
  }

  /** Adds a user whose identifier nobody else has, and who is found by the first name. */
  addUser(firstName: string, given: Parameters<ApiClient['addUser']>[0] = {}): Promise<UserRecord> {
    return this.api.addUser({ firstName, lastName: 'Somerville', ...given });
  }

  /** Adds a user, and saves operations on the record. */
  async addUserWith(firstName: string, ...operations: object[]): Promise<UserRecord> {
    return (await save(this.api, await this.addUser(firstName), ...operations)).body;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.portal.stop();
  }
}

/** Sets the stage for a test file: pictures of what failed in `reports/`, and no error on any page at any time. */
export function setStage(prepare: (stage: Stage) => Promise<void>): void {
  let stage: Stage | undefined;
  beforeAll(async () => {
    stage = await Stage.open();
    const { visitors } = stage;
    globalThis.onTestFailure = async (title) => {
      for (const [at, visitor] of visitors.entries()) await visitor.screenshot(`${title}-${at}`);
    };
    await prepare(stage);
  });
  afterEach(() => {
    const troubles = stage?.visitors.flatMap((visitor) => visitor.troubles.splice(0));
    expect(troubles).toEqual([]);
  });
  afterAll(async () => {
    await stage?.close();
  });
}
