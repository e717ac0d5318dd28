import type { OnGatewayConnection } from '@nestjs/websockets';
import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { z } from 'zod';
import type { Audience } from '../contract/grants.js';
import type { Permission } from '../contract/permissions.js';
import type { RecordLock, RecordPresence, Topic, TopicValues } from '../contract/realtime.js';
import { topicSchema, watchSchema } from '../contract/realtime.js';
import { RecordUnits } from '../platform/database/record-units.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { principalOf } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { LiveGateway } from './live-gateway.js';
import type { PortalSocket } from './publisher.js';
import { Publisher, rooms } from './publisher.js';
import { NO_VALUES, Watched } from './watched.js';

/** What following a topic needs, everywhere: both are the whole institution's, and no unit's. */
const BEYOND_DASHBOARD: Partial<Record<Topic, Permission>> = { jobs: 'jobs.read', 'access-log': 'access-log.read' };

/** What a tab has on screen: records whose locks and presence it wants, and topics such as the dashboard. */
@LiveGateway()
export class WatchGateway implements OnGatewayConnection {
  constructor(
    private readonly watched: Watched,
    private readonly records: RecordUnits,
    private readonly publisher: Publisher,
  ) {}

  handleConnection(socket: PortalSocket): void {
    const principal = principalOf(socket);
    if (principal === null) socket.disconnect(true);
    else void socket.join(rooms.session(principal.sessionId));
  }

  @SubscribeMessage('records.watch')
  @Needs('users.read')
  async watch(
    @MessageBody({ schema: watchSchema }) { recordIds }: z.infer<typeof watchSchema>,
    @ConnectedSocket() socket: PortalSocket,
    @CurrentPrincipal() me: Principal,
  ): Promise<{ presence: RecordPresence[]; locks: RecordLock[] }> {
    const classes = await this.records.classesOf(recordIds, me.audience);
    const seen = [...classes].filter(([, permissionClass]) => permissionClass !== 'none');
    const wanted = new Set(seen.map(([id, permissionClass]) => rooms.record(id, permissionClass)));
    for (const room of socket.rooms) if (room.startsWith('record:') && !wanted.has(room)) void socket.leave(room);
    void socket.join([...wanted]);
    return this.watched.records(new Map(seen));
  }

  @SubscribeMessage('topic.watch')
  @Needs('dashboard.read')
  async topic(
    @MessageBody({ schema: topicSchema }) { topic, on }: z.infer<typeof topicSchema>,
    @ConnectedSocket() socket: PortalSocket,
    @CurrentPrincipal() me: Principal,
  ): Promise<TopicValues> {
    const needed = BEYOND_DASHBOARD[topic];
    if (needed !== undefined && !me.permissions.includes(needed)) throw new ProblemError('permission.denied');
    const roomOf = (audience: Audience): string => rooms.topic(topic, audience);
    if (!on) {
      void socket.leave(roomOf(me.audience));
      return NO_VALUES;
    }
    this.publisher.join(socket, roomOf, me.audience);
    return this.watched.topic(topic, me.audience);
  }
}
