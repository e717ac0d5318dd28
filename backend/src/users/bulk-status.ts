import { Injectable } from '@nestjs/common';
import type { Units } from '../contract/grants.js';
import { unitsOf } from '../contract/grants.js';
import type { Status } from '../contract/codes.js';
import type { NameParts } from '../contract/names.js';
import { displayName } from '../contract/names.js';
import type { StatusStep, StatusStepAnswer } from '../contract/selections.js';
import type { Actor } from '../platform/database/actor.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { ProblemError, ruleProblem } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';
import { Selections } from './selections.js';
import { UserWriter } from './user-writer.js';

/** Users a step takes; as many rows are kept from other writers until its commit, a fraction of a second. */
const STEP = 50;
const READ = `select id, version, status, primary_id as "primaryId", first_name as "firstName",
  middle_name as "middleName", last_name as "lastName", pref_first_name as "prefFirstName",
  pref_middle_name as "prefMiddleName", pref_last_name as "prefLastName"
from users where id = any($1::uuid[]) and ($2::text[] is null or campus_code = any($2)) order by id`;

interface Seen extends NameParts {
  id: string;
  version: number;
  status: Status;
  primaryId: string;
}

/**
 * Activates or deactivates a selection step by step. Every user is saved as from the form, so the record's rules,
 * locks and history are the same; who cannot be changed is named with the reason and holds up nobody else. A step
 * that is asked for again finds its users changed already.
 */
@Injectable()
export class BulkStatus {
  constructor(
    private readonly selections: Selections,
    private readonly unitOfWork: UnitOfWork,
    private readonly writer: UserWriter,
    private readonly settings: SettingsService,
  ) {}

  /** @throws ProblemError `resource.not-found` for a selection that is not the actor's */
  async step(
    actor: Actor & { id: string },
    selection: string,
    { status, after }: StatusStep,
  ): Promise<StatusStepAnswer> {
    const units = unitsOf(actor.grants ?? {}, 'users.read');
    await this.selections.own(selection, { userId: actor.id, units });
    const ids = await this.selections.next(selection, actor.id, after, STEP);
    const done = await this.unitOfWork.run(actor, (unit) => this.set(unit, ids, units, status));
    return { ...done, next: ids.length < STEP ? null : (ids.at(-1) ?? null) };
  }

  private async set(unit: Unit, ids: string[], units: Units, status: Status): Promise<Omit<StatusStepAnswer, 'next'>> {
    const done: Omit<StatusStepAnswer, 'next'> = { changed: 0, unchanged: 0, failures: [] };
    for (const seen of await unit.sql<Seen>(READ, [ids, units])) {
      if (seen.status === status) done.unchanged += 1;
      else {
        const problem = await this.setOne(unit, seen, status);
        if (problem === null) done.changed += 1;
        else done.failures.push({ id: seen.id, name: this.nameOf(seen), problem: problem.problem });
      }
    }
    return done;
  }

  /** A refusal comes before anything of the user is written, so the others of the step are not touched by it. */
  private async setOne(unit: Unit, seen: Seen, status: Status): Promise<ProblemError | null> {
    try {
      if (seen.id === unit.actor.id) throw ruleProblem([{ path: 'status', code: 'status.own-account' }]);
      await this.writer.save(unit, seen.id, {
        baseVersion: seen.version,
        operations: [{ op: 'set', field: 'status', value: status }],
      });
      return null;
    } catch (error) {
      if (error instanceof ProblemError) return error;
      throw error;
    }
  }

  private nameOf(seen: Seen): string {
    return displayName(seen, this.settings.get('name_display')) || seen.primaryId;
  }
}
