import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { z } from 'zod';
import type { ResumeAnswer } from '../contract/realtime.js';
import { resumeSchema } from '../contract/realtime.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { forAudienceAll } from './audience.js';
import { ChangeTail } from './change-tail.js';
import { LiveGateway } from './live-gateway.js';
import type { PortalSocket } from './publisher.js';
import { Publisher, rooms } from './publisher.js';

/** The live change feed: a client says how far it has read, and gets what it missed and then all that follows. */
@LiveGateway()
export class ChangesGateway {
  constructor(
    private readonly tail: ChangeTail,
    private readonly publisher: Publisher,
  ) {}

  @SubscribeMessage('changes.resume')
  @Needs('users.read')
  async resume(
    @MessageBody({ schema: resumeSchema }) { since }: z.infer<typeof resumeSchema>,
    @ConnectedSocket() socket: PortalSocket,
    @CurrentPrincipal() me: Principal,
  ): Promise<ResumeAnswer> {
    const run = since === null ? null : await this.tail.since(since);
    // From here to the answer nothing waits, so the stream continues exactly where the answer ends.
    this.publisher.join(socket, rooms.changes, me.audience);
    if (run?.to !== this.tail.newest) return { resync: true, to: this.tail.newest };
    return { resync: false, from: run.from, to: run.to, changes: forAudienceAll(run.changes, me.audience) };
  }
}
