import { Injectable } from '@nestjs/common';
import { PRIMARY_IDENTIFIER } from '../contract/setting-parameters.js';
import { Database } from '../platform/database/database.js';
import { ruleProblem } from '../platform/http/problem.js';
import { IdGenerator } from '../settings/id-generator.js';
import { SettingsService } from '../settings/settings.service.js';
import { identifierKey } from './keys.js';

const TAKEN = `select 1 from identifier_key where key = $1 limit 1`;
/** More numbers in a row than this were typed by hand somewhere: the sequence should start higher. */
const MOST_TRIES = 100;

/** Draws identifiers that nobody has (S097). The indexes still decide when the record is saved. */
@Injectable()
export class NewIdentifiers {
  constructor(
    private readonly generator: IdGenerator,
    private readonly settings: SettingsService,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `record.rules` for an unknown type, or one the policy generates none of */
  async draw(type: string): Promise<string> {
    if (!this.isKnown(type)) throw ruleProblem([{ path: 'type', code: 'identifier-type.unknown' }]);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const value = await this.generator.generate(type);
      if (value === null) throw ruleProblem([{ path: 'type', code: 'identifier.not-generated' }]);
      const taken = await this.database.query(TAKEN, [identifierKey(value)]);
      if (taken.length === 0) return value;
    }
    throw ruleProblem([{ path: 'type', code: 'identifier.none-free' }]);
  }

  private isKnown(type: string): boolean {
    const enabled = this.settings.get('identifier_types').filter((row) => row.enabled);
    return type === PRIMARY_IDENTIFIER || enabled.some(({ code }) => code === type);
  }
}
