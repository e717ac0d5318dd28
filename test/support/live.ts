import type { Socket } from 'socket.io-client';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { ClientToServer, ServerToClient } from '../../backend/src/contract/realtime.js';
import type { LiveSocket } from './api-client.js';

type Message<E extends keyof ClientToServer> = Parameters<ClientToServer[E]>[0];
type Answer<E extends keyof ClientToServer> = Parameters<Parameters<ClientToServer[E]>[1]>[0];
type Data<E extends keyof ClientToServer> = Extract<Answer<E>, { ok: true }>['data'];

const ANSWER_MS = 10_000;

/** Sends anything at all, as a client that keeps to no contract would, and resolves with the acknowledgement. */
export function send(
  socket: LiveSocket,
  event: string,
  ...message: unknown[]
): Promise<{ ok: boolean; data?: unknown; problem?: Problem }> {
  return (socket as unknown as Socket).timeout(ANSWER_MS).emitWithAck(event, ...message) as ReturnType<typeof send>;
}

/** Sends a message of the contract; a refusal is an error. */
export async function ask<E extends keyof ClientToServer>(
  socket: LiveSocket,
  event: E,
  message: Message<E>,
): Promise<Data<E>> {
  const answer = await send(socket, event, message);
  if (!answer.ok) throw new Error(`${event} was refused: ${JSON.stringify(answer.problem)}`);
  return answer.data as Data<E>;
}

/** Everything of one kind that reaches the socket from now on. */
export function hear<E extends keyof ServerToClient>(socket: LiveSocket, event: E): Parameters<ServerToClient[E]>[0][] {
  const heard: Parameters<ServerToClient[E]>[0][] = [];
  const name: string = event;
  (socket as unknown as Socket).on(name, (message: Parameters<ServerToClient[E]>[0]) => {
    heard.push(message);
  });
  return heard;
}

/** Joins the live feed from now on, and collects the changes it carries. */
export async function follow(socket: LiveSocket): Promise<Parameters<ServerToClient['changes']>[0][]> {
  const frames = hear(socket, 'changes');
  await ask(socket, 'changes.resume', { since: null });
  return frames;
}
