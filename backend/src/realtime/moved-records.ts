import type { OnApplicationBootstrap } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { classIn } from '../contract/grants.js';
import { PERMISSION_CLASSES } from '../contract/permissions.js';
import { principalOf } from '../platform/http/principal.js';
import { unitBefore } from './audience.js';
import type { LoggedChange } from './change-row.js';
import { ChangeTail } from './change-tail.js';
import { Publisher, rooms } from './publisher.js';

/** A record that moves to another unit is watched from then on by those alone who see it there, and as they see it. */
@Injectable()
export class MovedRecords implements OnApplicationBootstrap {
  constructor(
    private readonly tail: ChangeTail,
    private readonly publisher: Publisher,
  ) {}

  onApplicationBootstrap(): void {
    this.tail.subscribe((changes) => {
      for (const change of changes) {
        if (change.action === 'updated' && unitBefore(change) !== change.facets.unit) this.sort(change);
      }
    });
  }

  private sort({ recordId, facets }: LoggedChange): void {
    const places = PERMISSION_CLASSES.map((permissionClass) => rooms.record(recordId, permissionClass));
    if (!places.some((room) => this.publisher.hasRoom(room))) return;
    for (const socket of this.publisher.sockets) {
      const principal = principalOf(socket);
      const was = places.find((room) => socket.rooms.has(room));
      if (principal === null || was === undefined) continue;
      const sees = classIn(principal.audience, facets.unit);
      void socket.leave(was);
      if (sees !== 'none') void socket.join(rooms.record(recordId, sees));
    }
  }
}
