import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import type { Config } from './platform/config/load-config.js';
import { migrate } from './platform/database/migrate.js';
import { OriginPolicy } from './platform/http/origin.js';
import { protect } from './platform/http/protect.js';
import { SocketAdapter } from './realtime/socket-adapter.js';
import { Pages } from './web/pages.js';

/** Largest JSON body; uploads are streams with limits of their own. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Longest part of a path, as it is encoded; how long a value may be is its schema's to say. */
const PATH_PART_LIMIT = 2000;

/** A running portal. */
export interface Portal {
  app: NestFastifyApplication;
  /** Address it listens on, `http://host:port`. */
  url: string;
  /** Stops answering, ends what is under way and closes every connection. */
  stop(): Promise<void>;
}

/**
 * Starts the portal on a database that is running: migrates it, then serves pages, API and socket on one port.
 * @throws an error with code `EADDRINUSE` when the port is taken
 */
export async function startPortal(config: Config, databaseUrl: string, log: Logger): Promise<Portal> {
  await migrate(databaseUrl);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: PATH_PART_LIMIT },
    forceCloseConnections: true,
    trustProxy: config.trustedProxies.length > 0 && [...config.trustedProxies],
  });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its options so
  const options: NestApplicationOptions = { logger: ['fatal'], abortOnError: false };
  const portal = AppModule.for(config, databaseUrl, log);
  const app = await NestFactory.create<NestFastifyApplication>(portal, adapter, options);
  const origins = new OriginPolicy(config.publicUrl);
  const pages = app.get(Pages);
  await protect(app, {
    origins,
    scriptHashes: pages.scriptHashes,
    tls: config.publicUrl?.startsWith('https:') === true,
  });
  if (pages.root !== null) {
    app.useStaticAssets({ root: pages.root, wildcard: false, index: false, preCompressed: true, immutable: false });
  }
  app.useWebSocketAdapter(new SocketAdapter(app, origins, config.redisUrl, log));
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return { app, url: `http://${host}:${String(port)}`, stop: () => app.close() };
}
