import { setTimeout as wait } from 'node:timers/promises';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Publisher } from './publisher.js';

const SLICES = 10;
const SLICE_MS = 100;

/** A node that stops lets its sockets go in slices, so that they do not all knock at the next node at once. */
@Injectable()
export class SocketDrain implements BeforeApplicationShutdown {
  constructor(private readonly publisher: Publisher) {}

  async beforeApplicationShutdown(): Promise<void> {
    const sockets = this.publisher.sockets;
    const size = Math.ceil(sockets.length / SLICES);
    for (let start = 0; start < sockets.length; start += size) {
      if (start > 0) await wait(SLICE_MS);
      for (const socket of sockets.slice(start, start + size)) socket.disconnect(true);
    }
  }
}
