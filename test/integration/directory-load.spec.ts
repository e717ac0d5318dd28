import type { TLSSocket } from 'node:tls';
import type { DirectoryTrial } from '../../backend/src/contract/directory.js';
import { eventually } from '../support/eventually.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD } from '../support/portal.js';
import { DirectoryRelay } from '../support/slapd/relay.js';
import { DIRECTORY_PASSWORDS } from '../support/slapd/slapd.js';
import { DirectoryStage } from '../support/slapd/stage.js';

const WRONG = 'wrong horse battery staple';
const NAME = 'lise';
const RIGHT = DIRECTORY_PASSWORDS[NAME];
const RUSH = 150;
/** How many may wait for the directory. */
const ADMITTED = 100;

let stage: DirectoryStage;
let relay: DirectoryRelay;

/** A portal whose way to the directory is the relay. */
async function relayed<T>(work: (node: TestPortal) => Promise<T>, env: Record<string, string> = {}): Promise<T> {
  return stage.withNode({ LDAP_URL: relay.url, ...env }, work);
}

function expectNoneOpen(): Promise<void> {
  return eventually(() => {
    expect(relay.open).toBe(0);
  });
}

beforeAll(async () => {
  stage = await DirectoryStage.open([NAME]);
  relay = await DirectoryRelay.to(stage.slapd);
});
afterEach(() => {
  relay.behave();
});
afterAll(async () => {
  await relay.stop();
  await stage.close();
});

describe('a mute directory', () => {
  it('F24 F89 of many sign-ins of one name the last are refused at once, local accounts come in, nothing counts', async () => {
    await relayed(async (node) => {
      await node.addAccount('grace');
      relay.fallMute();
      const refused: string[] = [];
      const rush = Array.from({ length: RUSH }, async () => {
        const { status, body } = await stage.signIn(NAME, RIGHT, node);
        if (status !== 200) refused.push(`${String(status)} ${body.code}`);
        return status;
      });
      await eventually(() => {
        expect(refused.length).toBeGreaterThanOrEqual(RUSH - ADMITTED);
      });
      // One after the other waits for a second each: all but one or two are still there.
      expect(refused.length).toBeLessThan(RUSH - ADMITTED + 20);
      expect((await stage.signIn('grace', PASSWORD, node)).status).toBe(200);
      relay.behave();
      const answers = await Promise.all(rush);
      expect(answers.filter((status) => status === 200).length).toBeGreaterThan(ADMITTED - 20);
      expect(new Set(refused)).toEqual(new Set(['503 sign-in.directory-unavailable']));
      expect(await stage.failures(NAME)).toBe(0);
      expect((await stage.signIn(NAME, RIGHT, node)).status).toBe(200);
    });
    await expectNoneOpen();
  });

  it('F89 holds up nobody who asks for the portal’s health', async () => {
    relay.fallMute();
    const patient = { LDAP_TIMEOUT_MS: '8000' };
    await relayed(async (node) => {
      for (let time = 0; time < 3; time += 1) {
        const began = performance.now();
        const { status, body } = await node.client().get('/api/health');
        expect(performance.now() - began).toBeLessThan(2000);
        expect([status, body]).toEqual([200, { ready: true, failing: [], degraded: ['directory'] }]);
      }
    }, patient);
  });

  it('F89 is well again as soon as it answers, however late', async () => {
    relay.delayMs = 700;
    await relayed(
      async (node) => {
        expect((await node.client().get('/api/health')).body).toMatchObject({ degraded: ['directory'] });
        await eventually(async () => {
          expect((await node.client().get('/api/health')).body).toMatchObject({ degraded: [] });
        });
      },
      { LDAP_TIMEOUT_MS: '8000' },
    );
  });
});

describe('connections', () => {
  it('F89 none is left after fifty wrong and fifty right passwords', async () => {
    await relayed(async (node) => {
      const before = relay.made;
      for (let time = 0; time < 50; time += 1) {
        expect((await stage.signIn(NAME, WRONG, node)).status).toBe(401);
        expect((await stage.signIn(NAME, RIGHT, node)).status).toBe(200);
      }
      expect(relay.made - before).toBeGreaterThanOrEqual(200);
      await expectNoneOpen();
    });
  });

  it('F89 none is left when the directory falls silent in the middle of a sign-in', async () => {
    await relayed(async (node) => {
      const heard = new Set<TLSSocket>();
      relay.fromPortal = (bytes, portal) => (heard.add(portal).values().next().value === portal ? bytes : null);
      expect((await stage.signIn(NAME, RIGHT, node)).status).toBe(503);
      expect(heard.size).toBeGreaterThan(1);
      expect(await stage.failures(NAME)).toBe(0);
      await expectNoneOpen();
    });
  });
});

describe('a directory that ignores the size limit', () => {
  it('F89 two hundred thousand entries are cut off: 503, the process lives, nothing is left open', async () => {
    await relayed(
      async (node) => {
        relay.flood(200_000);
        const before = process.memoryUsage().heapUsed;
        const began = performance.now();
        expect((await stage.signIn(NAME, RIGHT, node)).status).toBe(503);
        // Long before the time-out: it is the amount that ends it.
        expect(performance.now() - began).toBeLessThan(5000);
        expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
        expect(await stage.failures(NAME)).toBe(0);
        const trial = await (await node.signedIn()).post<DirectoryTrial>('/api/directory/try', { name: NAME });
        expect(trial.body.servers[0]?.steps).toContainEqual(
          expect.objectContaining({ step: 'search', outcome: 'failed', reason: 'too-much' }),
        );
        await expectNoneOpen();
        relay.behave();
        expect((await stage.signIn(NAME, RIGHT, node)).status).toBe(200);
      },
      { LDAP_TIMEOUT_MS: '10000' },
    );
  });
});
