import type { z } from 'zod';
import type { ListName } from '../contract/list-rows.js';
import type {
  addressSchema,
  emailSchema,
  identifierSchema,
  noteSchema,
  phoneSchema,
  roleSchema,
} from '../contract/users.js';

/** Rows as they are stored, sent and logged, by list. */
export interface RowOf {
  emails: z.infer<typeof emailSchema>;
  phones: z.infer<typeof phoneSchema>;
  addresses: z.infer<typeof addressSchema>;
  identifiers: z.infer<typeof identifierSchema>;
  notes: z.infer<typeof noteSchema>;
  roles: z.infer<typeof roleSchema>;
}
export type Row = RowOf[ListName];

/** All lists of one record. */
export type RecordLists = { [L in ListName]: RowOf[L][] };

/** At most one row of a list carries each of its flags; giving it to one row takes it from the others (S070). */
export const FLAGS: Readonly<Record<ListName, readonly ('preferred' | 'preferredSms')[]>> = {
  emails: ['preferred'],
  phones: ['preferred', 'preferredSms'],
  addresses: ['preferred'],
  identifiers: [],
  notes: [],
  roles: [],
};

/** The row without its flags: what two people can disagree about. */
export function content(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'preferred' && key !== 'preferredSms'));
}

/** Does the row carry the flag? */
export function carries(row: object, flag: 'preferred' | 'preferredSms'): boolean {
  return flag in row && (row as Record<string, unknown>)[flag] === true;
}
