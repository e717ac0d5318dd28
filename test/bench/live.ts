import type { Client } from 'pg';
import { runForAnswer } from './processes.js';
import { editableUsers, versionsOf } from './saves.js';
import type { Session } from './session.js';
import type { SocketsAnswer, SocketsTask } from './sockets.js';

/** Enough that no user is saved again before its last save has arrived. */
const USERS = 40;
/** Past those that were saved under load. */
const FIRST = 40;

/** Save-to-event latency and deliveries with this many open browsers. */
export async function measureLive(
  client: Client,
  sessions: Session[],
  rawUrl: string,
  { sockets, rounds, seconds }: { sockets: number; rounds: number; seconds: number },
): Promise<SocketsAnswer> {
  const versions = await versionsOf(client, await editableUsers(client, USERS, FIRST));
  const users = [...versions].map(([id, version]) => ({ id, version }));
  const task: SocketsTask = { sessions, rawUrl, users, sockets, rounds, seconds };
  return runForAnswer<SocketsAnswer>('sockets.ts', task);
}
