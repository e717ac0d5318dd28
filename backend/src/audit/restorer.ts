import { Injectable } from '@nestjs/common';
import type { FieldError } from '../contract/problems.js';
import { planRestore, type Restore, type RestoreItem } from '../contract/restore.js';
import type { Operation, SaveUser } from '../contract/users.js';
import type { Principal } from '../platform/http/principal.js';
import { ruleProblem } from '../platform/http/problem.js';
import { UserReader } from '../users/user-reader.js';
import { HistoryReader } from './history-reader.js';

/** Works out what puts back the state before an entry of the history; the save itself is one like any other. */
@Injectable()
export class Restorer {
  constructor(
    private readonly history: HistoryReader,
    private readonly reader: UserReader,
  ) {}

  /**
   * The save that puts back what was asked for; null when all of it is so already.
   * @throws ProblemError `resource.not-found`, `record.rules` for targets that cannot be put back
   */
  async plan(id: string, seq: number, wanted: Restore, me: Principal): Promise<SaveUser | null> {
    const [entry, record] = await Promise.all([
      this.history.entry(id, seq, me.audience),
      this.reader.read(id, me.audience),
    ]);
    const operations = operationsOf(planRestore(entry, record, me.grants), wanted.targets);
    return operations.length === 0 ? null : { baseVersion: wanted.baseVersion, operations };
  }
}

function operationsOf(items: readonly RestoreItem[], targets: readonly string[]): Operation[] {
  const errors: FieldError[] = [];
  const operations = [...new Set(targets)].flatMap((target) => {
    const item = items.find((candidate) => candidate.target === target);
    const refused = item === undefined ? 'restore.not-in-entry' : item.refused;
    if (refused !== null) errors.push({ path: target.replace(':', '.'), code: refused });
    return item?.operation ?? [];
  });
  if (errors.length > 0) throw ruleProblem(errors);
  return operations;
}
