import type { OutgoingHttpHeaders } from 'node:http';
import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OriginPolicy } from './origin.js';
import { ProblemError } from './problem.js';

interface Protection {
  origins: OriginPolicy;
  scriptHashes: readonly string[];
  /** Do browsers reach the portal by https? */
  tls: boolean;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** May this request act? One that carries a cookie must come from a page of ours and say so (F47). */
function mayAct(request: FastifyRequest, origins: OriginPolicy): boolean {
  if (SAFE_METHODS.has(request.method)) return true;
  const { origin, host, cookie, authorization } = request.headers;
  // No page of a stranger can send a key, and no cookie counts beside one.
  if (origin === undefined) return cookie === undefined || /^bearer /i.test(authorization ?? '');
  return origins.allows(origin, host);
}

/** Headers and checks that stand before every route: what a page may load, and who may send a request that acts. */
export async function protect(app: NestFastifyApplication, { origins, scriptHashes, tls }: Protection): Promise<void> {
  await app.register(helmet, {
    // The headers never vary: they are made for the first answer and repeated for all others.
    global: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", ...scriptHashes],
        // Floating panels are placed by style attributes; no style element or sheet of a stranger is allowed.
        styleSrc: ["'self'"],
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: tls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
  });
  let fixed: OutgoingHttpHeaders | null = null;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      if (fixed === null) {
        reply.helmet();
        fixed = reply.raw.getHeaders();
      } else void reply.headers(fixed);
      // The route as well as the address, in which `api` may be written otherwise (`/%61pi`).
      const isApi = [request.url, request.routeOptions.url].some((address) => address?.startsWith('/api/'));
      if (isApi) void reply.header('cache-control', 'no-store');
      if (mayAct(request, origins)) return undefined;
      const { problem } = new ProblemError('session.origin-refused');
      return reply
        .status(problem.status)
        .header('content-type', 'application/problem+json')
        .send(JSON.stringify(problem));
    });
}
