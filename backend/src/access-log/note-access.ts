import type { Unit } from '../platform/database/unit-of-work.js';
import type { Access } from './access-log.js';
import { ACCESS_STREAM, shortened } from './access-log.js';

const columns = ['kind', 'user_id', 'actor_id', 'api_key_id', 'ip', 'user_agent', 'detail'];

/** Notes an access with the commit of what was done, so that neither is there without the other. */
export function noteAccess(unit: Pick<Unit, 'last' | 'ring'>, access: Access): void {
  const { kind, userId, actorId = null, apiKeyId = null, ip, userAgent, detail = null } = access;
  unit.last({
    text: (at) =>
      `insert into access_log (at, ${columns.join(', ')})
        values (clock_timestamp(), ${columns.map((_, index) => `$${String(at + index)}`).join(', ')})`,
    parameters: [kind, userId, actorId, apiKeyId, ip, shortened(userAgent), detail],
  });
  unit.ring(ACCESS_STREAM);
}
