import { Injectable } from '@nestjs/common';

/**
 * The clock of this process: good for calendar days and for deciding what to show. Never for safety: leases, locks
 * and their ends are timed by the database's clock.
 */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** The calendar day here, `YYYY-MM-DD`. */
  today(): string {
    const now = this.now();
    const two = (value: number): string => String(value).padStart(2, '0');
    return `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }
}
