import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import type { Ack, ClientToServer, ServerToClient } from '#contract/realtime.ts';
import { ApiProblem } from '../api/problem.ts';
import type { ConnectionState } from './reconnect.ts';
import { Reconnect } from './reconnect.ts';

const ANSWER_WITHIN_MS = 8000;

type Message<E extends keyof ClientToServer> = Parameters<ClientToServer[E]>[0];
type Answer<E extends keyof ClientToServer> = Parameters<ClientToServer[E]>[1] extends Ack<infer T> ? T : never;

/** socket.io types an acknowledged emit by event name only for names known at compile time. */
interface AnyEmitter {
  emitWithAck: (event: string, message: unknown) => Promise<unknown>;
}

export interface ConnectionEvents {
  /** The socket stands; resolves when everything missed has arrived. Only then is the connection live. */
  opened: () => Promise<void>;
  closed: () => void;
  /** The break lasts: what is volatile on screen is no longer worth showing. */
  stale: () => void;
  /** The portal refused the socket; the session may be gone. */
  refused: () => void;
}

function asksToWait(error: Error): number {
  const data = 'data' in error ? error.data : undefined;
  if (typeof data !== 'object' || data === null || !('retryAfterMs' in data)) return 0;
  return typeof data.retryAfterMs === 'number' ? data.retryAfterMs : 0;
}

/** The tab's one socket: opens it, opens it again when it breaks, and knows what the header's pill says. */
export class Connection {
  state = $state.raw<ConnectionState>({ name: 'connecting' });
  readonly socket: Socket<ServerToClient, ClientToServer>;
  readonly #events: ConnectionEvents;
  readonly #reconnect: Reconnect;
  #running = false;

  constructor(events: ConnectionEvents) {
    this.#events = events;
    this.socket = io({
      path: '/socket.io',
      transports: ['websocket'],
      reconnection: false,
      autoConnect: false,
    });
    this.#reconnect = new Reconnect({
      connect: () => this.socket.connect(),
      show: (state) => {
        this.state = state;
        if (state.name === 'stale') this.#events.stale();
      },
      random: Math.random,
      now: Date.now,
    });
    this.socket.on('connect', () => void this.#opened());
    this.socket.on('disconnect', () => {
      this.#events.closed();
      if (this.#running) this.#reconnect.lost();
    });
    this.socket.on('connect_error', (error) => {
      if (!this.#running) return;
      // A transport that failed leaves the socket active; an answer from the portal does not.
      const wait = asksToWait(error);
      if (!this.socket.active && wait === 0) this.#events.refused();
      this.#reconnect.lost(wait);
    });
  }

  get live(): boolean {
    return this.state.name === 'live';
  }

  start(tabId: string): void {
    if (this.#running) return;
    this.#running = true;
    this.socket.auth = { tabId };
    this.#reconnect.start();
  }

  stop(): void {
    this.#running = false;
    this.#reconnect.stop();
    this.socket.disconnect();
  }

  hurry(): void {
    this.#reconnect.hurry();
  }

  /** Sends a message and waits for its acknowledgement. Rejects when refused, or when the link breaks. */
  async ask<E extends keyof ClientToServer>(event: E, message: Message<E>): Promise<Answer<E>> {
    if (!this.socket.connected) throw new Error('not connected');
    const emitter = this.socket.timeout(ANSWER_WITHIN_MS) as unknown as AnyEmitter;
    const answer = (await emitter.emitWithAck(event, message)) as Parameters<Ack<Answer<E>>>[0];
    if (!answer.ok) throw new ApiProblem(answer.problem);
    return answer.data;
  }

  /** Sends what may be lost: nobody waits for the answer, and the next renewal heals it. */
  tell<E extends keyof ClientToServer>(event: E, message: Message<E>): void {
    this.ask(event, message).catch(() => undefined);
  }

  async #opened(): Promise<void> {
    try {
      await this.#events.opened();
      this.#reconnect.live();
    } catch {
      // Half a connection is worse than none: what is on screen could not be proven.
      this.socket.disconnect();
    }
  }
}
