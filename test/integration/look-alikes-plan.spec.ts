import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FIND_LOOK_ALIKES } from '../../backend/src/users/look-alikes.js';
import { fillWithUsers } from '../support/many-users.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
  await fillWithUsers(portal, 20_000);
});
afterAll(() => portal.stop());

it.each([
  ['on a day when few were born', `date '1950-01-01' + (random() * 20000)::int`],
  ['on a day that stands for an unknown one', `date '1900-01-01'`],
])('S058 is found without reading all users, born %s', async (_, birthDate) => {
  await portal.query(`update users set birth_date = ${birthDate}, version = version + 1`);
  await portal.query('analyze users');
  const plan = await portal.query(`explain ${FIND_LOOK_ALIKES}`, ['1900-01-01', `'zoe':*B & 'lukasik':*A`, []]);
  expect(JSON.stringify(plan)).not.toContain('Seq Scan');
});
