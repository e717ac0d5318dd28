import type { OnGatewayDisconnect } from '@nestjs/websockets';
import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { PresenceUpdate } from '../contract/realtime.js';
import { handshakeSchema, presenceUpdateSchema } from '../contract/realtime.js';
import { RecordUnits } from '../platform/database/record-units.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { LiveGateway } from '../realtime/live-gateway.js';
import type { PortalSocket } from '../realtime/publisher.js';
import { Publisher } from '../realtime/publisher.js';
import { PresenceService } from './presence.service.js';

function tabOf(socket: PortalSocket): string {
  return handshakeSchema.parse(socket.handshake.auth).tabId;
}

/** Tabs say where they are. */
@LiveGateway()
export class PresenceGateway implements OnGatewayDisconnect {
  constructor(
    private readonly presence: PresenceService,
    private readonly publisher: Publisher,
    private readonly records: RecordUnits,
  ) {}

  /** A tab that has come back on another connection has not gone, however late its old one is given up. */
  handleDisconnect(socket: PortalSocket): void {
    const tabId = tabOf(socket);
    const isBack = this.publisher.sockets.some((other) => other.id !== socket.id && tabOf(other) === tabId);
    if (!isBack) this.presence.broke(tabId);
  }

  /** @throws ProblemError `resource.not-found` on a record that is not there for this person */
  @SubscribeMessage('presence.set')
  @Needs('users.read')
  async set(
    @MessageBody({ schema: presenceUpdateSchema }) update: PresenceUpdate,
    @ConnectedSocket() socket: PortalSocket,
    @CurrentPrincipal() me: Principal,
  ): Promise<void> {
    const { recordId } = update;
    if (recordId !== null && (await this.records.classOf(recordId, me.audience)) === 'none') {
      throw new ProblemError('resource.not-found');
    }
    this.presence.set({ tabId: tabOf(socket), userId: me.userId, name: me.displayName }, update);
  }

  @SubscribeMessage('presence.leave')
  @Needs('users.read')
  leave(@ConnectedSocket() socket: PortalSocket): void {
    this.presence.leave(tabOf(socket));
  }
}
