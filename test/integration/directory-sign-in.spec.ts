import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { Client } from 'ldapts';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { DirectoryTrial } from '../../backend/src/contract/directory.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD } from '../support/portal.js';
import { signedBy } from '../support/slapd/authority.js';
import { DIRECTORY_PASSWORDS, freePort, SERVICE, Slapd } from '../support/slapd/slapd.js';
import { DirectoryStage } from '../support/slapd/stage.js';

const WRONG = 'wrong horse battery staple';
const NAMES = Object.keys(DIRECTORY_PASSWORDS) as (keyof typeof DIRECTORY_PASSWORDS)[];

let stage: DirectoryStage;
let slapd: Slapd;
let portal: TestPortal;
let ada: ApiClient;

const signIn: DirectoryStage['signIn'] = (...given) => stage.signIn(...given);
const failures: DirectoryStage['failures'] = (name) => stage.failures(name);
const withNode: DirectoryStage['withNode'] = (env, work) => stage.withNode(env, work);
const idOf = (name: string): string => stage.idOf(name);

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `ldaps://localhost:${String((server.address() as AddressInfo).port)}`;
}

async function withServer<T>(server: Server, work: (url: string) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  try {
    return await work(await listening(server));
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

beforeAll(async () => {
  stage = await DirectoryStage.open(NAMES);
  ({ slapd, portal, ada } = stage);
});
afterAll(() => stage.close());

describe('who the directory knows', () => {
  it.each(NAMES.filter((name) => name !== 'twin'))(
    'S028 F88 %s signs in by the password of the directory',
    async (name) => {
      expect((await signIn(name, WRONG)).status).toBe(401);
      expect((await signIn(name, DIRECTORY_PASSWORDS[name])).status).toBe(200);
    },
  );

  it('S028 the record decides: an internal account of the same name is not let in by the directory', async () => {
    const { id } = await ada.addUser({ primaryId: 'twin-1', accountType: 'INTERNAL' });
    expect((await signIn('twin-1', DIRECTORY_PASSWORDS.twin)).status).toBe(401);
    await portal.query(`update users set account_type = 'INTEXTAUTH', version = version + 1 where id = $1`, [id]);
    expect((await signIn('twin-1', DIRECTORY_PASSWORDS.twin)).status).toBe(200);
  });

  it('S028 a local password that was set before does not let in who belongs to the directory', async () => {
    const id = await portal.addAccount('twin-2');
    await portal.query(`update users set account_type = 'INTEXTAUTH', version = version + 1 where id = $1`, [id]);
    expect((await signIn('twin-2', PASSWORD)).status).toBe(401);
    expect((await signIn('twin-2', DIRECTORY_PASSWORDS.twin)).status).toBe(200);
  });

  it('S028 somebody without a record here does not come in', async () => {
    expect((await signIn('portal', 'service secret')).status).toBe(401);
  });

  it('F57 who is inactive or expired here is refused with the right password', async () => {
    const id = idOf('zoë');
    for (const [set, back] of [
      [`status = 'INACTIVE'`, `status = 'ACTIVE'`],
      [`expiry_date = current_date - 1`, `expiry_date = null`],
    ]) {
      await portal.query(`update users set ${set ?? ''}, version = version + 1 where id = $1`, [id]);
      expect((await signIn('zoë', DIRECTORY_PASSWORDS.zoë)).status).toBe(401);
      await portal.query(`update users set ${back ?? ''}, version = version + 1 where id = $1`, [id]);
    }
    expect((await signIn('zoë', DIRECTORY_PASSWORDS.zoë)).status).toBe(200);
  });

  it('S025 F07 wrong passwords of the directory count like others, and five lock', async () => {
    for (let time = 0; time < 5; time += 1) expect((await signIn('lise', WRONG)).status).toBe(401);
    expect((await signIn('lise', DIRECTORY_PASSWORDS.lise)).status).toBe(401);
    const { body } = await ada.get<HistoryPage>(`/api/users/${idOf('lise')}/history`);
    expect(body.entries[0]?.action).toBe('sign-in-locked');
    await portal.query('delete from attempt_counter where user_id = $1', [idOf('lise')]);
    expect((await signIn('lise', DIRECTORY_PASSWORDS.lise)).status).toBe(200);
  });
});

describe('what people may type', () => {
  it('F87 an empty password is refused before the directory, which would let it in', async () => {
    expect((await signIn('lise', '')).status).toBe(400);
    const answer = await portal.client().post('/api/session', { username: 'lise' });
    expect(answer.status).toBe(400);
  });

  it.each([
    '*',
    '*)(uid=*))(|(uid=*',
    'li*',
    'lise)(uid=*',
    '\\2a',
    'lis\\65',
    'a\0b',
    "$'",
    '$`',
    '$&',
    '{{username}}',
  ])('F88 the name %j finds nobody, though an account has it, and takes nothing down', async (name) => {
    // The identifier rules refuse some of these, so the record is given its name past them.
    const id = await stage.add(`odd-${randomUUID()}`);
    const isStorable = !name.includes('\0');
    if (isStorable) {
      await portal.query(
        `update users set primary_id = $2, primary_id_key = lower($2), version = version + 1 where id = $1`,
        [id, name],
      );
    }
    expect((await signIn(name, DIRECTORY_PASSWORDS.lise)).status).toBe(401);
    expect((await signIn('chien-shiung', DIRECTORY_PASSWORDS['chien-shiung'])).status).toBe(200);
  });

  it.each([
    { password: 123 },
    { username: 123 },
    { username: ['lise'] },
    { password: { $ne: '' } },
    { password: true },
  ])('F88 the library is never shown %j, which would end the process', async (given) => {
    const answer = await portal.client().post('/api/session', { username: 'lise', password: WRONG, ...given });
    expect(answer.status).toBe(400);
    expect((await portal.client().get('/api/health')).status).toBe(200);
  });

  it('F88 name and password are not read from the address', async () => {
    const query = new URLSearchParams({ username: 'lise', password: DIRECTORY_PASSWORDS.lise });
    expect((await portal.client().post(`/api/session?${query.toString()}`, {})).status).toBe(400);
    const mixed = { username: 'lise', password: WRONG };
    expect((await portal.client().post(`/api/session?${query.toString()}`, mixed)).status).toBe(401);
  });

  it('F88 a name that fits two entries lets nobody in and counts as nobody’s mistake', async () => {
    const answer = await signIn('twin', DIRECTORY_PASSWORDS.twin);
    expect([answer.status, answer.body.code]).toEqual([503, 'sign-in.directory-unavailable']);
    expect(await failures('twin')).toBe(0);
  });
});

/** Where a directory says that parts of it lie, when the people are searched. */
async function referralsOf({ url, authority }: Slapd): Promise<string[]> {
  const client = new Client({ url, tlsOptions: { ca: readFileSync(authority) } });
  await client.bind(SERVICE.dn, SERVICE.password);
  const { searchReferences } = await client.search('ou=people,dc=example,dc=org', {
    scope: 'sub',
    filter: '(uid=lise)',
  });
  await client.unbind();
  return searchReferences;
}

describe('a directory that does not answer', () => {
  async function expectUnavailable(env: Record<string, string>): Promise<void> {
    await withNode(env, async (node) => {
      const before = await failures('chien-shiung');
      const began = performance.now();
      const answer = await signIn('chien-shiung', DIRECTORY_PASSWORDS['chien-shiung'], node);
      expect([answer.status, answer.body.code]).toEqual([503, 'sign-in.directory-unavailable']);
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(await failures('chien-shiung')).toBe(before);
      expect((await (await node.signedIn()).get('/api/session')).status).toBe(200);
      const health = await node.client().get('/api/health');
      expect([health.status, health.body]).toEqual([200, { ready: true, failing: [], degraded: ['directory'] }]);
    });
  }

  it('S028 F09 F89 a server that is down: 503, nothing counted, local accounts come in', async () => {
    await expectUnavailable({ LDAP_URL: `ldaps://localhost:${String(await freePort())}` });
  });

  it('F09 F89 a server that accepts and says nothing', async () => {
    await withServer(createServer(), (url) => expectUnavailable({ LDAP_URL: url }));
  });

  it('F09 F89 a server that says nothing once TLS stands, or drips one byte after the other', async () => {
    const keys = {
      cert: readFileSync(join(slapd.folder, 'server.pem')),
      key: readFileSync(join(slapd.folder, 'server.key')),
    };
    await withServer(createTlsServer(keys), (url) => expectUnavailable({ LDAP_URL: url }));
    const dripping = createTlsServer(keys, (socket) => {
      const drip = setInterval(() => socket.write('0'), 100);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          clearInterval(drip);
        });
    });
    await withServer(dripping, (url) => expectUnavailable({ LDAP_URL: url }));
  });

  it('F89 a server without TLS gets no password: StartTLS cannot be stripped', async () => {
    let heard = Buffer.alloc(0);
    const plain = createServer((socket) => {
      socket.on('data', (bytes) => {
        heard = Buffer.concat([heard, bytes]);
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      });
    });
    await withServer(plain, (url) => expectUnavailable({ LDAP_URL: url }));
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.includes('service secret')).toBe(false);
  });

  it('F89 a certificate nobody vouches for is refused', async () => {
    await expectUnavailable({ LDAP_CA_FILE: '' });
  });

  it.each([
    ['certificate-other-name', 'DNS:directory.example.org', 2],
    ['certificate-expired', 'DNS:localhost', -1],
  ])('F89 a certificate that is wrong is refused, and said to be: %s', async (reason, names, days) => {
    await withServer(createTlsServer(signedBy(slapd.folder, reason, names, days)), async (url) => {
      await expectUnavailable({ LDAP_URL: url });
      await withNode({ LDAP_URL: url }, async (node) => {
        const { body } = await (await node.signedIn()).post<DirectoryTrial>('/api/directory/try', { name: 'lise' });
        expect(body.servers[0]?.steps.slice(1, 3)).toMatchObject([
          { step: 'tls', outcome: 'failed', reason },
          { step: 'bind', outcome: 'not-tried' },
        ]);
      });
    });
  });

  it('F09 a wrong service password is the portal’s fault, not the person’s', async () => {
    await expectUnavailable({ LDAP_BIND_PASSWORD: 'not it' });
  });

  it('F09 a search base that does not exist is the portal’s fault, not the person’s', async () => {
    await withNode({ LDAP_SEARCH_BASE: 'ou=nowhere,dc=example,dc=org' }, async (node) => {
      expect((await signIn('chien-shiung', DIRECTORY_PASSWORDS['chien-shiung'], node)).status).toBe(503);
    });
  });

  it('F89 a filter that fits the whole directory is cut off by the size limit', async () => {
    await withNode({ LDAP_SEARCH_FILTER: '(|(uid={{username}})(objectClass=*))' }, async (node) => {
      expect((await signIn('lise', DIRECTORY_PASSWORDS.lise, node)).status).toBe(503);
    });
  });

  it('S028 F89 the next server answers when the first is down, or mute', async () => {
    await withServer(createServer(), async (mute) => {
      const down = `ldaps://localhost:${String(await freePort())}`;
      await withNode({ LDAP_URL: `${down} ${mute} ${slapd.url}` }, async (node) => {
        expect((await signIn('chien-shiung', WRONG, node)).status).toBe(401);
        const began = performance.now();
        expect((await signIn('chien-shiung', DIRECTORY_PASSWORDS['chien-shiung'], node)).status).toBe(200);
        // The one that answered is asked first now.
        expect(performance.now() - began).toBeLessThan(900);
      });
    });
  });

  it('F89 a referral to another host is not followed', async () => {
    let visits = 0;
    const elsewhere = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    await withServer(elsewhere, async (url) => {
      const referring = await Slapd.start(`${url}/ou=elsewhere`);
      try {
        expect(await referralsOf(referring)).toEqual([`${url}/ou=elsewhere??sub`]);
        await withNode({ LDAP_URL: referring.url, LDAP_CA_FILE: referring.authority }, async (node) => {
          expect((await signIn('chien-shiung', DIRECTORY_PASSWORDS['chien-shiung'], node)).status).toBe(200);
        });
      } finally {
        await referring.stop();
      }
    });
    expect(visits).toBe(0);
  });
});
