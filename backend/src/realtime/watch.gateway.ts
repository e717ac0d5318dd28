import type { OnGatewayConnection } from '@nestjs/websockets';
import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { z } from 'zod';
import type { RecordLock, RecordPresence } from '../contract/realtime.js';
import { topicSchema, watchSchema } from '../contract/realtime.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { principalOf } from '../platform/http/principal.js';
import { LiveGateway } from './live-gateway.js';
import type { PortalSocket } from './publisher.js';
import { rooms } from './publisher.js';
import type { TopicValues } from './watched.js';
import { Watched } from './watched.js';

/** What a tab has on screen: records whose locks and presence it wants, and topics such as the dashboard. */
@LiveGateway()
export class WatchGateway implements OnGatewayConnection {
  constructor(private readonly watched: Watched) {}

  handleConnection(socket: PortalSocket): void {
    const principal = principalOf(socket);
    if (principal === null) socket.disconnect(true);
    else void socket.join(rooms.session(principal.sessionId));
  }

  @SubscribeMessage('records.watch')
  @Needs('users.read')
  records(
    @MessageBody({ schema: watchSchema }) { recordIds }: z.infer<typeof watchSchema>,
    @ConnectedSocket() socket: PortalSocket,
    @CurrentPrincipal() me: Principal,
  ): { presence: RecordPresence[]; locks: RecordLock[] } {
    const wanted = new Set(recordIds.map((id) => rooms.record(id, me.permissionClass)));
    for (const room of socket.rooms) if (room.startsWith('record:') && !wanted.has(room)) void socket.leave(room);
    void socket.join([...wanted]);
    return this.watched.records(recordIds, me.permissionClass);
  }

  @SubscribeMessage('topic.watch')
  @Needs('dashboard.read')
  async topic(
    @MessageBody({ schema: topicSchema }) { topic, on }: z.infer<typeof topicSchema>,
    @ConnectedSocket() socket: PortalSocket,
    @CurrentPrincipal() me: Principal,
  ): Promise<TopicValues> {
    const room = rooms.topic(topic, me.permissionClass);
    if (!on) {
      void socket.leave(room);
      return { dashboard: null, jobs: null };
    }
    void socket.join(room);
    return this.watched.topic(topic, me.permissionClass);
  }
}
