import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '../../backend/src/contract/realtime.js';
import type { CreateUser, UserRecord } from '../../backend/src/contract/users.js';

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

/** An answer of the API, whatever its status. */
export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** A browser's share of the conversation: keeps the cookie, sends its origin. */
export class ApiClient {
  cookie = '';
  private readonly sockets: LiveSocket[] = [];

  constructor(readonly url: string) {}

  async request<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        origin: this.url,
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
    });
    const cookie = response.headers.get('set-cookie');
    if (cookie !== null) this.cookie = cookie.split(';')[0] ?? '';
    const text = await response.text();
    const isJson = text !== '' && response.headers.get('content-type')?.includes('json') === true;
    const answer: unknown = isJson ? JSON.parse(text) : text || null;
    return { status: response.status, headers: response.headers, body: answer as T };
  }

  get<T = unknown>(path: string): Promise<Answer<T>> {
    return this.request<T>('GET', path);
  }

  post<T = unknown>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.request<T>('POST', path, body, headers);
  }

  patch<T = unknown>(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.request<T>('PATCH', path, body, headers);
  }

  signIn(username: string, password: string): Promise<Answer<unknown>> {
    return this.post('/api/session', { username, password });
  }

  /** Adds a user through the API; only what the test cares for has to be given. */
  async addUser(given: Partial<CreateUser> = {}): Promise<UserRecord> {
    const answer = await this.post<UserRecord>('/api/users', {
      recordType: 'PUBLIC',
      primaryId: randomUUID(),
      firstName: 'Mary',
      lastName: 'Somerville',
      emails: [{ address: 'mary@example.org', types: ['work'], preferred: true }],
      ...given,
    });
    if (answer.status !== 201) throw new Error(`user not added: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A socket that is connected; `close` ends it. */
  async connect(tabId: string = randomUUID()): Promise<LiveSocket> {
    const socket: LiveSocket = io(this.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { tabId },
      extraHeaders: { cookie: this.cookie, origin: this.url },
    });
    this.sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  }

  close(): void {
    for (const socket of this.sockets) socket.disconnect();
  }
}
