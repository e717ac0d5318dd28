import { z } from 'zod';

/** A PIN for the self-check machine: exactly four digits (S031). It is written, and never read back. */
export const pinSchema = z.string().regex(/^[0-9]{4}$/, { message: 'pin.invalid' });
