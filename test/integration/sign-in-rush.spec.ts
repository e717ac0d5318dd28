import { MOST_WAITING } from '../../backend/src/auth/passwords.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startTestPortal } from '../support/portal.js';

const SIGN_INS = 500;

let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
});
afterAll(() => portal.stop());

/** Asks the health page one time after the other until the work has ended; the statuses of its answers. */
async function healthDuring(work: Promise<unknown>): Promise<number[]> {
  const answers: number[] = [];
  const rush = { isOver: false };
  void work.finally(() => {
    rush.isOver = true;
  });
  while (!rush.isOver) answers.push((await portal.client().get('/api/health')).status);
  return answers;
}

it.each([
  ['of one account', () => 'rush'],
  ['of many names nobody has', (at: number) => `nobody-${String(at)}`],
])(
  'F24 of five hundred sign-ins at once %s some are answered and the others told when to come back',
  async (_, nameOf) => {
    if (nameOf(0) === 'rush') await portal.addAccount('rush');
    const rush = Promise.all(
      Array.from({ length: SIGN_INS }, (__, at) => portal.client().signIn(nameOf(at), PASSWORD)),
    );
    const health = await healthDuring(rush);
    const answers = await rush;
    const sentAway = answers.filter(({ status }) => status === 503);
    const answered = answers.filter(({ status }) => status !== 503);
    expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([nameOf(0) === 'rush' ? 200 : 401]));
    expect(answered.length).toBeGreaterThanOrEqual(MOST_WAITING);
    expect(sentAway.length).toBeGreaterThan(0);
    for (const { headers, body } of sentAway) {
      expect([headers.get('retry-after'), (body as Problem).code]).toEqual(['3', 'service.unavailable']);
    }
    // Whoever does not sign in is answered all the while, many times over.
    expect(new Set(health)).toEqual(new Set([200]));
    expect(health.length).toBeGreaterThan(10);
    expect((await portal.client().signIn(nameOf(0), PASSWORD)).status).not.toBe(503);
  },
);
