import type { Request } from '../platform/http/principal.js';
import type { Origin } from './lockout.js';

/** Where a request comes from; what a proxy says counts only where one is configured (portal.ts). */
export function originOf(request: Pick<Request, 'ip' | 'headers'>): Origin {
  return { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
}
