import 'reflect-metadata';
import { GATEWAY_METADATA, MESSAGE_METADATA } from '@nestjs/websockets/constants.js';
import type { RoleCode } from '../../backend/src/contract/permissions.js';
import { permissionsOf, ROLE, ROLE_CODES } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { ApiClient, LiveSocket } from '../support/api-client.js';
import { send } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import type { Handler, Route } from '../support/routes.js';
import { accessOf, isPermission, methodsOf, routesOf } from '../support/routes.js';

const ID = '88888888-8888-4888-8888-888888888888';

let portal: TestPortal;
const clients = new Map<RoleCode, ApiClient>();
const sockets = new Map<RoleCode, LiveSocket>();

beforeAll(async () => {
  portal = await startTestPortal();
  for (const role of ROLE_CODES) {
    const client = await portal.signedIn([role]);
    clients.set(role, client);
    sockets.set(role, await client.connect());
  }
});
afterAll(async () => {
  for (const client of clients.values()) client.close();
  await portal.stop();
});

function routes(): Route[] {
  return routesOf(portal).map((route) => ({ ...route, path: route.path.replace(':id', ID) }));
}

function messages(): (Handler & { event: string })[] {
  return methodsOf(portal, 'providers').flatMap(({ type, method, name }) => {
    const event = Reflect.getMetadata(MESSAGE_METADATA, method) as string | undefined;
    if (event === undefined) return [];
    expect(Reflect.getMetadata(GATEWAY_METADATA, type)).toBe(true);
    return [{ name, event, access: accessOf(type, method) }];
  });
}

describe('REST', () => {
  it('S001 F28 F48 every route declares what it needs, and only these few need no permission', () => {
    const found = routes();
    expect(found.filter(({ access }) => access === undefined)).toEqual([]);
    expect(new Set(found.filter(({ access }) => !isPermission(access)).map(({ name }) => name))).toEqual(
      new Set([
        'HealthController.read',
        'MeController.read',
        'PasswordController.terms',
        'SessionController.changePassword',
        'SessionController.me',
        'SessionController.signIn',
        'SessionController.signOut',
        'WebController.page',
      ]),
    );
    expect(found.length).toBeGreaterThan(12);
  });

  it('S001 F48 every route refuses who is not signed in', async () => {
    for (const { method, path } of routes().filter(({ access }) => access !== 'public')) {
      const { status, body } = await portal.client().request<Problem>(method, path, method === 'GET' ? undefined : {});
      expect({ method, path, status, code: body.code }).toEqual({
        method,
        path,
        status: 401,
        code: 'session.required',
      });
    }
  });

  it.each(ROLE_CODES)('S001 S002 F48 role %s may use the routes its permissions allow and no other', async (role) => {
    const granted: readonly string[] = permissionsOf([role]);
    for (const { method, path, access } of routes().filter((route) => isPermission(route.access))) {
      const client = clients.get(role);
      const answer = await client?.request<Problem>(method, path, method === 'GET' ? undefined : {});
      const isRefused = answer?.status === 403 && answer.body.code === 'permission.denied';
      expect({ method, path, isRefused }).toEqual({ method, path, isRefused: !granted.includes(access ?? '') });
    }
  });

  it('S001 user management is for User Manager and User Administrator; an observer reads and nobody else does even that', async () => {
    const status = async (role: RoleCode): Promise<number[]> => {
      const client = clients.get(role);
      return [(await client?.get('/api/users'))?.status ?? 0, (await client?.post('/api/users', {}))?.status ?? 0];
    };
    for (const role of ROLE_CODES) {
      const isManager = role === ROLE.userManager || role === ROLE.userAdministrator;
      const reads = isManager || role === ROLE.researchObserver;
      expect([role, ...(await status(role))]).toEqual([role, reads ? 200 : 403, isManager ? 400 : 403]);
    }
  });

  it('S001 F28 of all routes that are not read by GET an observer may use these, which read, or keep what is their own', () => {
    const granted: readonly string[] = permissionsOf([ROLE.researchObserver]);
    const open = routes().filter(({ method, access }) => method !== 'GET' && granted.includes(access ?? ''));
    expect(open.map(({ name }) => name).sort()).toEqual([
      'PreferencesController.keepList',
      'SelectionsController.make',
      'UsersController.rows',
      'ViewsController.add',
      'ViewsController.change',
      'ViewsController.remove',
    ]);
  });

  it.each(['/%61pi/users', '/api/%75sers', '/api/users/', '/api/users?x', '/API/users', '//api/users', '/api//users'])(
    'F58 the path %s gives nobody a list',
    async (path) => {
      for (const method of ['GET', 'HEAD']) {
        const stranger = await fetch(portal.url + path, { method });
        expect(await stranger.text()).not.toContain('"rows"');
        expect([400, 401, 404, ...(path.startsWith('/api') || path.startsWith('/%') ? [] : [200])]).toContain(
          stranger.status,
        );
      }
    },
  );

  it.each(['/api/users;x=1', '/api/users.', '/api/users/..;/users', '/api/./users', '/x/../api/users'])(
    'F58 the path %s is guarded like the one it may be taken for',
    async (path) => {
      const stranger = await fetch(portal.url + path);
      expect([400, 401, 404]).toContain(stranger.status);
    },
  );

  it('F58 HEAD asks the same guard as GET', async () => {
    expect((await fetch(`${portal.url}/api/users`, { method: 'HEAD' })).status).toBe(401);
  });
});

describe('socket messages', () => {
  it('F28 every message declares a permission, and these are all there are', () => {
    const found = messages();
    expect(found.filter(({ access }) => !isPermission(access))).toEqual([]);
    expect(found.map(({ event }) => event).sort()).toEqual([
      'changes.resume',
      'deletion.watch',
      'presence.leave',
      'presence.set',
      'records.watch',
      'topic.watch',
    ]);
  });

  it.each(ROLE_CODES)('F28 role %s may send the messages its permissions allow and no other', async (role) => {
    const granted: readonly string[] = permissionsOf([role]);
    const socket = sockets.get(role);
    if (socket === undefined) throw new Error('no socket');
    for (const { event, access } of messages()) {
      // A body no handler accepts: who may not send the message must not even hear that.
      const { problem } = await send(socket, event, { unheardOf: true });
      const code = granted.includes(access ?? '') ? 'request.invalid' : 'permission.denied';
      expect({ event, code: problem?.code ?? 'request.invalid' }).toEqual({ event, code });
    }
  });
});
