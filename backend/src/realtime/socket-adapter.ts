import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { ServerOptions } from 'socket.io';
import { handshakeSchema } from '../contract/realtime.js';
import type { OriginPolicy } from '../platform/http/origin.js';
import type { PrincipalSource } from '../platform/http/principal.js';
import { PRINCIPAL_SOURCE, setPrincipal } from '../platform/http/principal.js';
import type { PortalServer, PortalSocket } from './publisher.js';
import { Publisher } from './publisher.js';

/** Largest message a client may send; the largest legitimate one is a list of 250 ids. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/**
 * socket.io as this product uses it. Websocket only, because polling needs sticky sessions behind a proxy. No
 * connection state recovery: it replays what a revoked session may no longer see; clients resume from the change
 * log instead (docs/decisions).
 */
const OPTIONS: Partial<ServerOptions> = {
  transports: ['websocket'],
  allowUpgrades: false,
  serveClient: false,
  perMessageDeflate: false,
  maxHttpBufferSize: MAX_MESSAGE_BYTES,
  pingInterval: 10_000,
  pingTimeout: 10_000,
  connectTimeout: 10_000,
};

export class SocketAdapter extends IoAdapter {
  private redis: Redis | null = null;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly origins: OriginPolicy,
    private readonly redisUrl: string | undefined,
    private readonly log: Logger,
  ) {
    super(app);
  }

  override createIOServer(port: number): PortalServer {
    const server = super.createIOServer(port, {
      ...OPTIONS,
      allowRequest: (request: { headers: { origin?: string; host?: string } }, decide: Decide) => {
        const { origin, host } = request.headers;
        decide(null, this.origins.allows(origin, host));
      },
    } as ServerOptions) as PortalServer;
    if (this.redisUrl !== undefined) server.adapter(this.connectRedis(this.redisUrl));
    this.app.get(Publisher).attach(server, this.redisUrl !== undefined);
    this.authenticate(server);
    return server;
  }

  override async dispose(): Promise<void> {
    this.redis?.disconnect();
    await super.dispose();
  }

  /** Redis carries presence between nodes; losing it loses presence only, so its errors are noted and survived. */
  private connectRedis(url: string): ReturnType<typeof createAdapter> {
    this.redis = new Redis(url, { maxRetriesPerRequest: 1 });
    this.redis.on('error', (error: Error) => {
      this.log.warn({ err: error }, 'Redis is away: presence of other nodes is not shown');
    });
    return createAdapter(this.redis);
  }

  /** Nobody gets past the handshake without a live session, so no handler ever meets a stranger (F27). */
  private authenticate(server: PortalServer): void {
    const source = this.app.get<PrincipalSource>(PRINCIPAL_SOURCE);
    const admit = async (socket: PortalSocket): Promise<void> => {
      const principal = await source.fromCookieHeader(socket.handshake.headers.cookie);
      if (principal === null) throw new Error('session.required');
      const handshake = handshakeSchema.safeParse(socket.handshake.auth);
      if (!handshake.success) throw new Error('request.invalid');
      setPrincipal(socket, principal);
    };
    server.use((socket, next) => {
      admit(socket).then(
        () => {
          next();
        },
        (error: unknown) => {
          next(error instanceof Error ? error : new Error('session.required'));
        },
      );
    });
  }
}

type Decide = (error: string | null, allowed: boolean) => void;
