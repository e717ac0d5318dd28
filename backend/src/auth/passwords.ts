import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { ProblemError } from '../platform/http/problem.js';

// OWASP's argon2id floor is 19 MiB and two passes; hashing runs on a few threads so that a rush of sign-ins
// waits in line here while everything else goes on. The library's default algorithm is argon2id.
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;

/** How many may be on their way to an answer at once, those who wait in line among them. */
export const MOST_WAITING = 200;
const RETRY_AFTER_MS = 3000;

/** Hashes and checks passwords by argon2id, in PHC string format. Nothing is trimmed, cut or normalised. */
@Injectable()
export class Passwords {
  private readonly queue = pLimit(AT_ONCE);
  private readonly decoy = hash(randomBytes(32), COST);
  private admitted = 0;

  /**
   * Lets in whoever wants a secret checked, and refuses at once when the line is full (F24): an early no is worth more
   * than an answer nobody waits for any longer. A check belongs inside; so does what it waits for besides.
   * @throws ProblemError `service.unavailable` with the time after which to come back
   */
  async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.admitted >= MOST_WAITING) throw new ProblemError('service.unavailable', { retryAfterMs: RETRY_AFTER_MS });
    this.admitted += 1;
    try {
      return await work();
    } finally {
      this.admitted -= 1;
    }
  }

  hash(password: string): Promise<string> {
    return this.queue(() => hash(password, COST));
  }

  verify(passwordHash: string, password: string): Promise<boolean> {
    return this.queue(() => verify(passwordHash, password));
  }

  /** Takes as long as a check and says no: for names that cannot sign in, so that they cannot be told apart (F14). */
  async refuseSlowly(password: string): Promise<void> {
    const decoy = await this.decoy;
    await this.queue(() => verify(decoy, password));
  }
}
