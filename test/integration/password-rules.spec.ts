import { dictionary } from '@zxcvbn-ts/language-common';
import { PasswordRules } from '../../backend/src/auth/password-rules.js';
import type { PasswordTerms } from '../../backend/src/contract/passwords.js';
import { MIN_PASSWORD_LENGTH, newPasswordSchema, passwordLength } from '../../backend/src/contract/passwords.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startTestPortal } from '../support/portal.js';
import { saveSetting } from '../support/settings.js';

const SENTENCE = 'nobody paints the harbour wall before breakfast, they only say that they will';

let portal: TestPortal;
let lovelace: ApiClient;
let id: string;

beforeAll(async () => {
  portal = await startTestPortal();
  await saveSetting(await portal.signedIn(), 'institution_name', 'Weston College');
  id = await portal.addAccount('lovelace');
  await portal.query(`update user_email set address = 'countess.byron@example.org' where user_id = $1`, [id]);
  lovelace = portal.client();
  await lovelace.signIn('lovelace', PASSWORD);
});
afterAll(() => portal.stop());

async function statusOf(primaryId: string, password: string): Promise<number> {
  return (await portal.client().signIn(primaryId, password)).status;
}

async function refusalOf(newPassword: unknown): Promise<{ status: number; code: string | undefined }> {
  const body = { currentPassword: PASSWORD, newPassword };
  const answer = await lovelace.post<Problem>('/api/session/password', body);
  expect(answer.body.errors?.map(({ path }) => path)).toEqual(['newPassword']);
  return { status: answer.status, code: answer.body.errors?.[0]?.code };
}

describe('a password', () => {
  it.each([
    ['that differs in the 78th byte, where bcrypt would have cut', `${SENTENCE}A`, `${SENTENCE}B`],
    ['of 1,024 signs', SENTENCE.repeat(14).slice(0, 1024), SENTENCE.repeat(14).slice(0, 1023)],
    ['with spaces around it', '  harbour walls around me  ', 'harbour walls around me'],
    ['in several scripts', 'пароль 密码 كلمة السر 🔑🔑', 'пароль 密码 كلمة السر 🔑'],
    ['with a combining accent', 'cafe\u0301 au lait chaud', 'caf\u00E9 au lait chaud'],
    ['with upper case', 'Upper And Lower Case', 'upper and lower case'],
    ['of nothing but lower case letters', 'nobodypaintstheharbourwall', 'nobodypaintstheharbourwal'],
  ])('F18 S030 %s is taken as it is and compared exactly', async (name, password, almost) => {
    const primaryId = `f18-${String(name.length)}`;
    await portal.addAccount(primaryId);
    const client = portal.client();
    await client.signIn(primaryId, PASSWORD);
    const changed = await client.post('/api/session/password', { currentPassword: PASSWORD, newPassword: password });
    expect(changed.status).toBe(200);
    expect(await statusOf(primaryId, almost)).toBe(401);
    expect(await statusOf(primaryId, password)).toBe(200);
  });

  it.each([
    ['fourteen signs', 'fourteen signs', 400, 'password.too-short'],
    ['keys of two code units each', '🔑'.repeat(14), 400, 'password.too-short'],
    ['1,025 signs', SENTENCE.repeat(14).slice(0, 1025), 400, 'text.too-long'],
    ['half a sign', `${SENTENCE}\uD83D`, 400, 'text.not-well-formed'],
    ['a number', 123_456_789_012_345, 400, 'field.invalid'],
    ['the one they have', PASSWORD, 422, 'password.unchanged'],
    ['their user name', 'nobody paints LOVE LACE here', 422, 'password.contains-name'],
    ['a part of their e-mail address', 'a countess walks the harbour', 422, 'password.contains-name'],
    ['the name of the institution', 'the wall of westoncollege', 422, 'password.contains-institution'],
    ['the name of the portal', 'every morning a rollcall here', 422, 'password.contains-institution'],
    ['a common password twice', 'passwordpassword', 422, 'password.common'],
    ['a common password in disguise', 'P@ssw0rd!P@ssw0rd!', 422, 'password.common'],
    ['a run of keys', 'qwertyuiopasdfghjkl', 422, 'password.common'],
    ['a run of figures', '123456789012345', 422, 'password.common'],
    ['one sign', 'a'.repeat(40), 422, 'password.common'],
    ['a common one with a year', 'iloveyou1234567890', 422, 'password.common'],
  ])('F19 S030 of %s is refused, with field and reason', async (_, password, status, code) => {
    expect(await refusalOf(password)).toEqual({ status, code });
    expect(await statusOf('lovelace', PASSWORD)).toBe(200);
  });

  it('F19 none of the first 3,000 common ones is taken, nor one in ten of them said until it is long enough', async () => {
    const rules = portal.get(PasswordRules);
    const common = dictionary['passwords-common'].slice(0, 3000);
    expect(common).toHaveLength(3000);
    const long = common
      .filter((_, at) => at % 10 === 0)
      .map((password) => password.repeat(Math.ceil(MIN_PASSWORD_LENGTH / passwordLength(password))));
    const tried = [...common, ...long].filter((password) => newPasswordSchema.safeParse(password).success);
    expect(tried.length).toBeGreaterThanOrEqual(long.length);
    const taken: string[] = [];
    for (const password of tried) if ((await rules.refusal(id, password)) === null) taken.push(password);
    expect(taken).toEqual([]);
  });

  it('F19 asks for no kind of sign, and never ends', async () => {
    const rules = portal.get(PasswordRules);
    const free = ['nobody paints the wall', 'NOBODY PAINTS THE WALL', '7041 9923 5518 6604 2', '«»„“‹›‚‘¿¡§¶†‡•…'];
    await expect(Promise.all(free.map((password) => rules.refusal(id, password)))).resolves.toEqual(
      free.map(() => null),
    );
    await portal.query(`update credential set changed_at = clock_timestamp() - interval '9 years' where user_id = $1`, [
      id,
    ]);
    const answer = await portal.client().signIn('lovelace', PASSWORD);
    expect(answer.body).toMatchObject({ mustChangePassword: false });
  });

  it('F19 tells its owner beforehand what it must not contain', async () => {
    const { body } = await lovelace.get<PasswordTerms>('/api/session/password');
    expect(body.own).toEqual(expect.arrayContaining(['lovelace', 'countess', 'byron', 'Tester']));
    expect(body.institution).toEqual(['Rollcall', 'Weston College']);
    expect((await portal.client().get('/api/session/password')).status).toBe(401);
  });
});
