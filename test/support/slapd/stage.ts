import type { Problem } from '../../../backend/src/contract/problems.js';
import type { Answer, ApiClient } from '../api-client.js';
import type { TestPortal } from '../portal.js';
import { startSecondNode, startTestPortal } from '../portal.js';
import { Slapd } from './slapd.js';

/** A directory, a portal that uses it, and the records of people who sign in by it. */
export class DirectoryStage {
  private readonly ids = new Map<string, string>();

  private constructor(
    readonly slapd: Slapd,
    readonly portal: TestPortal,
    readonly ada: ApiClient,
  ) {}

  /** @param names whose records are added; `env` overrides how the portal uses the directory */
  static async open(names: readonly string[], env: Record<string, string> = {}): Promise<DirectoryStage> {
    const slapd = await Slapd.start();
    const portal = await startTestPortal(slapd.env(env));
    const stage = new DirectoryStage(slapd, portal, await portal.signedIn());
    for (const name of names) await stage.add(name);
    return stage;
  }

  async close(): Promise<void> {
    await this.portal.stop();
    await this.slapd.stop();
  }

  /** Adds the record of somebody whose password the directory keeps, and returns its id. */
  async add(primaryId: string): Promise<string> {
    const { id } = await this.ada.addUser({ primaryId, accountType: 'INTEXTAUTH' });
    this.ids.set(primaryId, id);
    return id;
  }

  idOf(name: string): string {
    return this.ids.get(name) ?? '';
  }

  async signIn(name: string, password: string, at = this.portal): Promise<Answer<Problem>> {
    return (await at.client().signIn(name, password)) as Answer<Problem>;
  }

  /** How many wrong tries are counted against somebody. */
  async failures(name: string): Promise<number> {
    const [row] = await this.portal.query<{ failures: number }>(
      'select failures from attempt_counter where user_id = $1',
      [this.idOf(name)],
    );
    return row?.failures ?? 0;
  }

  /** A portal on the same database that knows another directory, or the same in another way. */
  async withNode<T>(env: Record<string, string>, work: (node: TestPortal) => Promise<T>): Promise<T> {
    const node = await startSecondNode(this.portal, this.slapd.env(env));
    try {
      return await work(node);
    } finally {
      await node.stop();
    }
  }
}
