import { retryDelay } from './backoff.ts';

/** What the pill in the header shows. `stale`: nothing new has come since that moment (epoch milliseconds). */
export type ConnectionState =
  { name: 'connecting' } | { name: 'live' } | { name: 'reconnecting' } | { name: 'stale'; since: number };

/** A break shorter than this is repaired before anybody needs to know that the screen is old. */
const STALE_AFTER_MS = 10_000;

export interface ReconnectPort {
  connect: () => void;
  show: (state: ConnectionState) => void;
  random: () => number;
  now: () => number;
}

/** When to connect again, and what to tell the person meanwhile. Knows no socket. */
export class Reconnect {
  readonly #port: ReconnectPort;
  #attempt = 0;
  #brokenSince: number | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | null = null;
  #staleTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(port: ReconnectPort) {
    this.#port = port;
  }

  start(): void {
    this.#break('connecting');
    this.#port.connect();
  }

  /** The connection stands and everything missed has arrived. */
  live(): void {
    this.#clear();
    this.#attempt = 0;
    this.#brokenSince = null;
    this.#port.show({ name: 'live' });
  }

  lost(serverAsksMs = 0): void {
    if (this.#brokenSince === null) this.#break('reconnecting');
    if (this.#retryTimer !== null) return;
    this.#retryTimer = setTimeout(
      () => {
        this.#retryTimer = null;
        this.#port.connect();
      },
      retryDelay(this.#attempt, this.#port.random(), serverAsksMs),
    );
    this.#attempt += 1;
  }

  /** The network or the person came back: a wait under way is cut short. */
  hurry(): void {
    if (this.#retryTimer === null) return;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#port.connect();
  }

  stop(): void {
    this.#clear();
    this.#attempt = 0;
    this.#brokenSince = null;
  }

  #break(name: 'connecting' | 'reconnecting'): void {
    const since = this.#port.now();
    this.#brokenSince = since;
    this.#port.show({ name });
    this.#staleTimer = setTimeout(() => {
      this.#port.show({ name: 'stale', since });
    }, STALE_AFTER_MS);
  }

  #clear(): void {
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    if (this.#staleTimer !== null) clearTimeout(this.#staleTimer);
    this.#retryTimer = null;
    this.#staleTimer = null;
  }
}
