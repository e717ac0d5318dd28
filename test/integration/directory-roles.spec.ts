import type { HistoryPage } from '../../backend/src/contract/changes.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { ApiClient } from '../support/api-client.js';
import { adding, changing, removing, save, setting } from '../support/rows.js';
import { saveSetting } from '../support/settings.js';
import { DIRECTORY_PASSWORDS } from '../support/slapd/slapd.js';
import { DirectoryStage } from '../support/slapd/stage.js';

const NAME = 'chien-shiung';
const GROUP = 'Research Office';

let stage: DirectoryStage;
let ada: ApiClient;

async function signIn(): Promise<void> {
  expect((await stage.signIn(NAME, DIRECTORY_PASSWORDS[NAME])).status).toBe(200);
}

async function read(as = ada): Promise<UserRecord> {
  const { status, body } = await as.get<UserRecord>(`/api/users/${stage.idOf(NAME)}`);
  expect(status).toBe(200);
  return body;
}

/** Role and whose it is, in order. */
async function held(as = ada): Promise<(readonly [string, boolean])[]> {
  return (await read(as)).roles.map(({ role, fromDirectory }) => [role, fromDirectory] as const).sort();
}

async function change(...operations: object[]): Promise<void> {
  expect((await save(ada, await read(), ...operations)).status).toBe(200);
}

async function history(): Promise<HistoryPage['entries']> {
  return (await ada.get<HistoryPage>(`/api/users/${stage.idOf(NAME)}/history`)).body.entries;
}

const byHand = (role: string): object => ({ role, scope: null, active: true, expiryDate: null });

beforeAll(async () => {
  stage = await DirectoryStage.open([NAME]);
  ({ ada } = stage);
});
beforeEach(async () => {
  await saveSetting(ada, 'directory_roles', {});
  await signIn();
  const { roles } = await read();
  if (roles.length > 0) await change(...roles.map(({ id }) => removing('roles', id)));
});
afterAll(() => stage.close());

describe('groups that bring roles', () => {
  it('S028 a group brings its role at sign-in and takes it away, a role given by hand stays, the history says so', async () => {
    await saveSetting(ada, 'directory_roles', {
      [ROLE.researchObserver]: 'research office',
      [ROLE.userManager]: 'cn=Portal Managers,ou=groups,dc=example,dc=org',
    });
    await signIn();
    expect(await held()).toEqual([[ROLE.researchObserver, true]]);
    const [entry] = await history();
    expect(entry).toMatchObject({ action: 'updated', actor: 'Directory' });
    expect(entry?.fields).toMatchObject([{ field: 'roles', after: { fromDirectory: true } }]);

    await change(adding('roles', byHand(ROLE.patron)));
    await saveSetting(ada, 'directory_roles', { [ROLE.researchAssetsManager]: GROUP, [ROLE.patron]: 'Nobody' });
    await signIn();
    expect(await held()).toEqual(
      [
        [ROLE.patron, false],
        [ROLE.researchAssetsManager, true],
      ].sort(),
    );
  });

  it('S028 a role somebody has by hand stays theirs when a group brings it as well', async () => {
    await change(adding('roles', byHand(ROLE.researchObserver)));
    await saveSetting(ada, 'directory_roles', { [ROLE.researchObserver]: GROUP });
    await signIn();
    expect(await held()).toEqual([[ROLE.researchObserver, false]]);
    await saveSetting(ada, 'directory_roles', {});
    await signIn();
    expect(await held()).toEqual([[ROLE.researchObserver, false]]);
  });

  it('S028 a role of the directory that is removed by hand comes back, one made inactive stays so and stays the directory’s', async () => {
    await saveSetting(ada, 'directory_roles', { [ROLE.researchObserver]: GROUP });
    await signIn();
    const [first] = (await read()).roles;
    await change(removing('roles', first?.id ?? ''));
    expect(await held()).toEqual([]);
    await signIn();
    const [second] = (await read()).roles;
    expect(second).toMatchObject({ role: ROLE.researchObserver, active: true, fromDirectory: true });

    const inactive = { ...byHand(ROLE.researchObserver), active: false };
    await change(changing('roles', second?.id ?? '', inactive));
    await signIn();
    expect((await read()).roles).toMatchObject([{ ...inactive, fromDirectory: true }]);
    await saveSetting(ada, 'directory_roles', {});
    await signIn();
    expect(await held()).toEqual([]);
  });

  it('S028 a role of the directory that is made another by hand is by hand', async () => {
    await saveSetting(ada, 'directory_roles', { [ROLE.researchObserver]: GROUP });
    await signIn();
    const [row] = (await read()).roles;
    await change(changing('roles', row?.id ?? '', byHand(ROLE.patron)));
    expect(await held()).toEqual([[ROLE.patron, false]]);
  });

  it('S028 whose a role is cannot be given, and whoever sees the role sees whose it is', async () => {
    const claimed = { ...byHand(ROLE.patron), fromDirectory: true };
    expect((await save(ada, await read(), adding('roles', claimed))).status).toBe(400);
    await saveSetting(ada, 'directory_roles', { [ROLE.researchObserver]: GROUP });
    await signIn();
    const observer = await stage.portal.signedIn([ROLE.researchObserver]);
    expect(await held(observer)).toEqual([[ROLE.researchObserver, true]]);
  });

  it('S028 putting back what the directory took away makes it a role by hand', async () => {
    await saveSetting(ada, 'directory_roles', { [ROLE.researchObserver]: GROUP });
    await signIn();
    await saveSetting(ada, 'directory_roles', {});
    await signIn();
    const [taken] = await history();
    const { id, version } = await read();
    const [row] = taken?.fields ?? [];
    const targets = [`roles:${(row?.before as { id: string }).id}`];
    const path = `/api/users/${id}/history/${String(taken?.seq)}/restore`;
    expect((await ada.post(path, { baseVersion: version, targets })).status).toBe(200);
    expect(await held()).toEqual([[ROLE.researchObserver, false]]);
    await change(setting('jobDescription', 'Physicist'));
    expect(await held()).toEqual([[ROLE.researchObserver, false]]);
  });

  it('S028 who may not grant a role does not map a group to it', async () => {
    const general = await stage.portal.signedIn([ROLE.generalSystemAdministrator]);
    const refused = await saveSetting(general, 'directory_roles', { [ROLE.userAdministrator]: GROUP });
    expect([refused.status, refused.body.code]).toEqual([403, 'permission.denied']);
  });
});
