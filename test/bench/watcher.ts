import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '../../backend/src/contract/realtime.js';
import type { Session } from './session.js';

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

export async function connected<S extends Socket>(socket: S): Promise<S> {
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

/** A browser tab that follows all changes, from now on. */
export async function openWatcher({ url, headers }: Session): Promise<LiveSocket> {
  const socket: LiveSocket = await connected(
    io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { tabId: randomUUID() },
      extraHeaders: headers,
    }),
  );
  const answer = await socket.emitWithAck('changes.resume', { since: null });
  if (!answer.ok) throw new Error('the change feed was refused');
  return socket;
}
