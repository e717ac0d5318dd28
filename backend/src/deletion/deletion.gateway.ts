import type { OnGatewayDisconnect } from '@nestjs/websockets';
import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { z } from 'zod';
import type { DeletionNews } from '../contract/realtime.js';
import { deletionWatchSchema } from '../contract/realtime.js';
import { Needs } from '../platform/http/permission.guard.js';
import { LiveGateway } from '../realtime/live-gateway.js';
import type { PortalSocket } from '../realtime/publisher.js';
import { DeletionWatch } from './deletion-watch.js';

/** A tab shows the dialog that deletes a user, or no longer does. */
@LiveGateway()
export class DeletionGateway implements OnGatewayDisconnect {
  constructor(private readonly watch: DeletionWatch) {}

  handleDisconnect(socket: PortalSocket): void {
    this.watch.forget(socket);
  }

  @SubscribeMessage('deletion.watch')
  @Needs('users.delete')
  async set(
    @MessageBody({ schema: deletionWatchSchema }) { recordId }: z.infer<typeof deletionWatchSchema>,
    @ConnectedSocket() socket: PortalSocket,
  ): Promise<DeletionNews | null> {
    if (recordId !== null) return this.watch.watch(socket, recordId);
    this.watch.forget(socket);
    return null;
  }
}
