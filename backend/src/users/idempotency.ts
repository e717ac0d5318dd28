import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import type { Actor } from '../platform/database/actor.js';
import type { Statement } from '../platform/database/statement.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/database/housekeeping.js';
import { ProblemError } from '../platform/http/problem.js';

interface Kept {
  requestHash: string;
  response: unknown;
}

/** A key the client chose (`Idempotency-Key`, a UUID) and the request it stands for. */
export interface Retryable {
  key: string | null;
  request: unknown;
}

/** No client retries for longer than this. */
const FORGET = `delete from idempotency_key where created_at < clock_timestamp() - interval '1 day'`;
const FIND = `select request_hash as "requestHash", response from idempotency_key where actor_id = $1 and key = $2`;
function keep(...parameters: readonly [actorId: string, key: string, hash: string, response: string]): Statement {
  const text = (at: number): string =>
    `insert into idempotency_key (actor_id, key, request_hash, response)
    values ($${String(at)}::uuid, $${String(at + 1)}::uuid, $${String(at + 2)}, $${String(at + 3)}::jsonb)`;
  return { text, parameters };
}

/** Runs a write once per key: a retry, even one that overtakes the first answer, gets the first answer (F96). */
@Injectable()
export class Idempotency {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(FORGET);
  }

  /**
   * @param work returns what the answer is made of
   * @param kept what of that is kept with the key, and is all that a retry gets; keep it small
   * @throws ProblemError `idempotency.mismatch` when the key was used for another request
   */
  async run<T>(
    actor: Actor,
    { key, request }: Retryable,
    work: (unit: Unit) => Promise<T>,
    kept: (response: T) => T = (response) => response,
  ): Promise<T> {
    if (key === null || actor.id === null) return this.unitOfWork.run(actor, work);
    const hash = createHash('sha256').update(JSON.stringify(request)).digest('base64url');
    try {
      return await this.unitOfWork.run(actor, async (unit) => {
        const response = await work(unit);
        if (actor.id !== null) unit.last(keep(actor.id, key, hash, JSON.stringify(kept(response))));
        return response;
      });
    } catch (error) {
      // Looked for only now, because retries are rare: a second run never commits, it meets the first one's key, or
      // before that what the first one did (the very row, a conflict with it, another version).
      const refused = error instanceof ProblemError || databaseFailure(error)?.code === SQLSTATE.uniqueViolation;
      const first = refused ? await this.find(actor.id, key, hash) : null;
      if (first === null) throw error;
      return first.response as T;
    }
  }

  private async find(actorId: string, key: string, hash: string): Promise<{ response: unknown } | null> {
    const [row] = await this.database.query<Kept>(FIND, [actorId, key]);
    if (row === undefined) return null;
    if (row.requestHash !== hash) throw new ProblemError('idempotency.mismatch');
    return { response: row.response };
  }
}
