import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';

// OWASP's argon2id floor is 19 MiB and two passes; hashing runs on a few threads so that a rush of sign-ins
// waits in line here while everything else goes on. The library's default algorithm is argon2id.
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;

/** Hashes and checks passwords by argon2id, in PHC string format. Nothing is trimmed, cut or normalised. */
@Injectable()
export class Passwords {
  private readonly queue = pLimit(AT_ONCE);
  private readonly decoy = hash(randomBytes(32), COST);

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
