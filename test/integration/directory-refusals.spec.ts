import type { AccessPage } from '../../backend/src/contract/access-log.js';
import { eventually } from '../support/eventually.js';
import { DirectoryRelay } from '../support/slapd/relay.js';
import { DIRECTORY_PASSWORDS } from '../support/slapd/slapd.js';
import { DirectoryStage } from '../support/slapd/stage.js';

const WRONG = 'wrong horse battery staple';
/** More tries than lock an account. */
const TRIES = 7;

let stage: DirectoryStage;
let relay: DirectoryRelay;

/** The details of somebody's refused sign-ins, newest first. */
async function refusals(name: string): Promise<(string | null)[]> {
  const query = new URLSearchParams({ kind: 'sign-in-refused', userId: stage.idOf(name), limit: '100' });
  const { body } = await stage.ada.get<AccessPage>(`/api/access-log?${query.toString()}`);
  return body.entries.map(({ detail }) => detail);
}

async function expectUncounted(name: string, password: string, at = stage.portal): Promise<void> {
  const before = await refusals(name);
  for (let time = 0; time < TRIES; time += 1) {
    const { status, body } = await stage.signIn(name, password, at);
    expect([status, body.code]).toEqual([401, 'session.sign-in-refused']);
  }
  expect(await stage.failures(name)).toBe(0);
  const noted = [...Array<string>(TRIES).fill('not-allowed'), ...before];
  await eventually(async () => {
    expect(await refusals(name)).toEqual(noted);
  });
}

beforeAll(async () => {
  stage = await DirectoryStage.open(['lise', 'chien-shiung', 'zoë', 'without-password', 'nobody-there']);
  relay = await DirectoryRelay.to(stage.slapd);
});
afterEach(() => {
  relay.behave();
});
afterAll(async () => {
  await relay.stop();
  await stage.close();
});

describe('refused, though nobody’s password was wrong', () => {
  it('S025 F09 somebody the directory does not know is refused, and nothing counts', async () => {
    await expectUncounted('nobody-there', WRONG);
  });

  it('S025 F09 a search base that finds nobody locks nobody', async () => {
    await stage.withNode({ LDAP_SEARCH_BASE: 'ou=groups,dc=example,dc=org' }, async (node) => {
      await expectUncounted('lise', DIRECTORY_PASSWORDS.lise, node);
    });
    expect((await stage.signIn('lise', DIRECTORY_PASSWORDS.lise)).status).toBe(200);
  });

  it.each([
    ['inappropriateAuthentication', 48, ''],
    ['insufficientAccessRights', 50, ''],
    ['unwillingToPerform', 53, ''],
    ['constraintViolation', 19, 'Exceed password retry limit. Please try later.'],
    ['a disabled account', 49, '80090308: LdapErr: DSID-0C090446, comment: error, data 533, v2580'],
    ['a locked account', 49, '80090308: LdapErr: DSID-0C090446, comment: error, data 775, v2580'],
    ['a password that ran out', 49, '80090308: LdapErr: DSID-0C090446, comment: error, data 532, v2580'],
  ])('S028 F09 whom the directory holds back (%s) is refused, and nothing counts', async (_, code, message) => {
    relay.refuseWith(code, message);
    await stage.withNode({ LDAP_URL: relay.url }, async (node) => {
      await expectUncounted('chien-shiung', WRONG, node);
      relay.behave();
      expect((await stage.signIn('chien-shiung', DIRECTORY_PASSWORDS['chien-shiung'], node)).status).toBe(200);
    });
  });

  it('S028 F09 a code nobody foresaw is the directory’s trouble', async () => {
    relay.refuseWith(51);
    await stage.withNode({ LDAP_URL: relay.url }, async (node) => {
      expect((await stage.signIn('zoë', WRONG, node)).status).toBe(503);
      expect(await stage.failures('zoë')).toBe(0);
    });
  });
});

describe('a wrong password', () => {
  it('S025 F07 counts when it came through the relay as the directory said it', async () => {
    await stage.withNode({ LDAP_URL: relay.url }, async (node) => {
      expect((await stage.signIn('zoë', WRONG, node)).status).toBe(401);
      expect(await stage.failures('zoë')).toBe(1);
      await eventually(async () => {
        expect(await refusals('zoë')).toEqual(['wrong-password']);
      });
    });
  });

  it('S025 F14 an entry without a password cannot be told from a wrong one: the directory says the same, and it counts', async () => {
    expect((await stage.signIn('without-password', WRONG)).status).toBe(401);
    expect(await stage.failures('without-password')).toBe(1);
  });
});
