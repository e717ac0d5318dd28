import { Injectable } from '@nestjs/common';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { PasswordTerms } from '../contract/passwords.js';
import { closeness } from '../contract/passwords.js';
import { Database } from '../platform/database/database.js';
import { SettingsService } from '../settings/settings.service.js';

const PRODUCT = 'Rollcall';
/** Shorter names and parts of addresses stand in every other sentence. */
const SHORTEST_NAME = 3;
const SHORTEST_PART = 4;

/** Guesses after which whoever has the hash gives up sooner than finds: the library's highest grade. */
const ENOUGH_GUESSES_LOG10 = 10;
/** How much of a password is estimated: a weak beginning of this length is refused, and what it costs stays bounded. */
const ESTIMATED_LENGTH = 64;

const OWNER = `
select u.primary_id as "primaryId", u.first_name as "firstName", u.last_name as "lastName",
  array(select address from user_email where user_id = u.id) as emails
from users u where u.id = $1`;

interface Owner {
  primaryId: string;
  firstName: string | null;
  lastName: string | null;
  emails: string[];
}

function ownTerms({ primaryId, firstName, lastName, emails }: Owner): string[] {
  const locals = emails.map((address) => address.slice(0, Math.max(0, address.lastIndexOf('@'))));
  const whole = [primaryId, ...locals].filter((term) => term.length >= SHORTEST_NAME);
  const parts = [firstName ?? '', lastName ?? '', ...locals.flatMap((local) => local.split(/[._+-]/u))];
  return [...new Set([...whole, ...parts.filter((term) => term.length >= SHORTEST_PART)])];
}

/**
 * What a password must not be (NIST SP 800-63B-4): too close to its owner or the institution, on the library's list of
 * common ones, or put together of those, of runs and of repeats so that it is guessed as soon. Which signs it is made
 * of is nobody's business; how long it must be, the contract says.
 */
@Injectable()
export class PasswordRules {
  private readonly estimator = new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength: ESTIMATED_LENGTH,
  });

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  /** What a password of this user must not contain. */
  async termsOf(userId: string): Promise<PasswordTerms> {
    const [owner] = await this.database.query<Owner>(OWNER, [userId]);
    const institution = [PRODUCT, this.settings.get('institution_name') ?? ''];
    return {
      own: owner === undefined ? [] : ownTerms(owner),
      institution: institution.filter((term) => term.length >= SHORTEST_NAME),
    };
  }

  /** Why the user cannot have this password: a field code, or null when they can. */
  async refusal(userId: string, password: string): Promise<string | null> {
    const terms = await this.termsOf(userId);
    const close = closeness(password, terms);
    if (close !== null) return close;
    const words = [...terms.own, ...terms.institution].flatMap((term) => [term, ...term.split(/\s+/u)]);
    const { guessesLog10 } = this.estimator.check(password, words);
    return guessesLog10 < ENOUGH_GUESSES_LOG10 ? 'password.common' : null;
  }
}
