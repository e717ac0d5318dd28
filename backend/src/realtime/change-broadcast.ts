import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { FRAME_LIMIT } from '../contract/realtime.js';
import { forAudienceAll } from './audience.js';
import type { Run } from './change-tail.js';
import { ChangeTail } from './change-tail.js';
import type { PortalSocket } from './publisher.js';
import { Publisher, rooms } from './publisher.js';

const HEARTBEAT_MS = 15_000;
const CHECK_MS = 1000;
/** Messages that may wait for a socket before it is sent to `resync` instead of being buffered without end. */
const SLOW = 256;

/** Sends the change log to whoever listens: one frame per run, made once per audience. */
@Injectable()
export class ChangeBroadcast implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly slow = new WeakSet<PortalSocket>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly tail: ChangeTail,
    private readonly publisher: Publisher,
  ) {}

  onApplicationBootstrap(): void {
    this.tail.subscribe((_changes, run) => {
      this.broadcast(run);
    });
    this.timers.push(
      setInterval(() => {
        this.publisher.sendPerAudience(rooms.changes, 'heartbeat', () => [{ to: this.tail.newest }]);
      }, HEARTBEAT_MS),
      setInterval(() => {
        this.checkSlow();
      }, CHECK_MS),
    );
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private broadcast({ from, to, changes }: Run): void {
    if (changes.length > FRAME_LIMIT) {
      this.publisher.sendPerAudience(rooms.changes, 'resync', () => [{ to }]);
      return;
    }
    this.publisher.sendPerAudience(rooms.changes, 'changes', (audience) => [
      { from, to, changes: forAudienceAll(changes, audience) },
    ]);
  }

  /** A socket that does not read is taken off the stream, and told to read everything again once it does. */
  private checkSlow(): void {
    for (const socket of this.publisher.sockets) {
      const waiting = (socket.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
      if (waiting > SLOW) {
        this.slow.add(socket);
        for (const room of socket.rooms) if (room.startsWith('changes:')) void socket.leave(room);
      } else if (waiting === 0 && this.slow.delete(socket)) {
        socket.emit('resync', { to: this.tail.newest });
      }
    }
  }
}
