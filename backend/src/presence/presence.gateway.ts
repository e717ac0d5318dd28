import type { OnGatewayDisconnect } from '@nestjs/websockets';
import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { PresenceUpdate } from '../contract/realtime.js';
import { handshakeSchema, presenceUpdateSchema } from '../contract/realtime.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
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
  ) {}

  /** A tab that has come back on another connection has not gone, however late its old one is given up. */
  handleDisconnect(socket: PortalSocket): void {
    const tabId = tabOf(socket);
    const isBack = this.publisher.sockets.some((other) => other.id !== socket.id && tabOf(other) === tabId);
    if (!isBack) this.presence.broke(tabId);
  }

  @SubscribeMessage('presence.set')
  @Needs('users.read')
  set(
    @MessageBody({ schema: presenceUpdateSchema }) update: PresenceUpdate,
    @ConnectedSocket() socket: PortalSocket,
    @CurrentPrincipal() me: Principal,
  ): void {
    this.presence.set({ tabId: tabOf(socket), userId: me.userId, name: me.displayName }, update);
  }

  @SubscribeMessage('presence.leave')
  @Needs('users.read')
  leave(@ConnectedSocket() socket: PortalSocket): void {
    this.presence.leave(tabOf(socket));
  }
}
