import type { PresenceUpdate } from '#contract/realtime.ts';
import { Pace } from './pace.ts';

const SHORTEST_INTERVAL_MS = 200;
const RENEW_MS = 10_000;
const IDLE_AFTER_MS = 3 * 60_000;

/** Where this tab is, told to the others: at most five times a second, again every ten, idle after three minutes. */
export class OwnPlace {
  readonly #pace: Pace<PresenceUpdate>;
  #place = '';
  #recordId: string | null = null;
  #field: string | null = null;
  #idle = false;
  #renewTimer: ReturnType<typeof setInterval> | null = null;
  #idleTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(send: (update: PresenceUpdate) => void) {
    this.#pace = new Pace(SHORTEST_INTERVAL_MS, send);
  }

  start(): void {
    this.#renewTimer ??= setInterval(() => {
      this.renew();
    }, RENEW_MS);
    this.active();
  }

  stop(): void {
    if (this.#renewTimer !== null) clearInterval(this.#renewTimer);
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#renewTimer = null;
    this.#idleTimer = null;
    this.#pace.stop();
  }

  at(place: string, recordId: string | null): void {
    if (place === this.#place && recordId === this.#recordId) return;
    this.#place = place;
    this.#recordId = recordId;
    this.#field = null;
    this.renew();
  }

  focus(field: string | null): void {
    if (field === this.#field) return;
    this.#field = field;
    this.renew();
  }

  /** The person did something. Whoever was idle is back in the field that still has their cursor. */
  active(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      this.#idle = true;
      this.renew();
    }, IDLE_AFTER_MS);
    if (!this.#idle) return;
    this.#idle = false;
    this.renew();
  }

  renew(): void {
    if (this.#place !== '' && this.#renewTimer !== null) this.#pace.push(this.update);
  }

  get update(): PresenceUpdate {
    const here = { place: this.#place, recordId: this.#recordId };
    if (this.#idle) return { ...here, mode: 'idle', field: null };
    return { ...here, mode: this.#field === null ? 'viewing' : 'editing', field: this.#field };
  }
}
