import { Injectable } from '@nestjs/common';
import type { Unit } from './unit-of-work.js';

/** Somebody who is deleted, and the words by which what is kept in plain text can be found again. */
export interface ErasedPerson {
  id: string;
  /** Every name they were shown or acted under. */
  names: readonly string[];
  /** Every primary and additional identifier they ever had, as it was written. */
  identifiers: readonly string[];
  /** Every e-mail address they ever had. */
  emails: readonly string[];
}

type Eraser = (unit: Unit, person: ErasedPerson) => Promise<void>;

/** Features say here what they keep of people besides the record itself, and how it goes. */
@Injectable()
export class Erasure {
  private readonly erasers: Eraser[] = [];

  /** @param eraser runs in the transaction that deletes, after the record is gone */
  add(eraser: Eraser): void {
    this.erasers.push(eraser);
  }

  async run(unit: Unit, person: ErasedPerson): Promise<void> {
    for (const eraser of this.erasers) await eraser(unit, person);
  }
}
