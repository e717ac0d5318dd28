import { z } from 'zod';
import { accountTypeSchema, recordTypeSchema, statusSchema } from './codes.js';
import { heldRoleSchema } from './grants.js';
import { columnsSchema, DEFAULT_COLUMNS } from './list-columns.js';
import { lockSchema } from './locks.js';
import { idSchema, text } from './text.js';

/** What the search box looks in. E-mail and identifier match the whole value only (S008, S009). */
export const SEARCH_FIELDS = ['name', 'firstName', 'middleName', 'lastName', 'email', 'identifier'] as const;
export const SORTS = ['name', 'primaryId', 'statusDate'] as const;
export const PAGE_SIZES = [25, 50, 100] as const;

/** Status filter: two independent facts, the flag and the expiry date (S013). */
export const STATUS_FILTERS = ['all', 'active', 'inactive'] as const;

const flag = z.enum(['yes', 'no']).optional();

/** The list's whole state; the page's URL and the API's query string are the same keys. */
export const listQuerySchema = z.strictObject({
  tab: z.enum(['staff', 'users']).default('staff'),
  q: text(200).default(''),
  by: z.enum(SEARCH_FIELDS).default('name'),
  role: text(50).optional(),
  accountType: accountTypeSchema.optional(),
  recordType: recordTypeSchema.optional(),
  status: z.enum(STATUS_FILTERS).default('all'),
  /** The active flag alone, whatever the expiry date says: what the dashboard counts. */
  flag: statusSchema.optional(),
  researcher: flag,
  /** Accounts whose sign-in is locked after wrong passwords. */
  signInLocked: flag,
  /** Records a job or an exclusive edit holds at this moment. */
  held: flag,
  sort: z.enum(SORTS).default('name'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  /** Opaque keyset cursor out of a page's `next` or `previous`. */
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  /** Which facts are shown; a page carries all of them, an export those alone. */
  columns: columnsSchema.default(DEFAULT_COLUMNS),
});
export type ListQuery = z.infer<typeof listQuerySchema>;
export type ListQueryInput = z.input<typeof listQuerySchema>;

/** A list without the page it is turned to: what is exported, selected as a whole, or saved as a view. */
export const wholeListSchema = listQuerySchema.omit({ cursor: true, limit: true });
export type WholeList = z.infer<typeof wholeListSchema>;

/** An export: the whole list, or of it what a selection of one's own holds. */
export const exportQuerySchema = wholeListSchema.extend({ selection: idSchema.optional() });
export type ExportQuery = z.infer<typeof exportQuerySchema>;

/** One row of Find and Manage Staff. Name parts are sent so that a live change can redraw the name. */
export const userRowSchema = z.object({
  id: idSchema,
  version: z.number().int(),
  primaryId: z.string(),
  firstName: z.string().nullable(),
  middleName: z.string().nullable(),
  lastName: z.string().nullable(),
  prefFirstName: z.string().nullable(),
  prefMiddleName: z.string().nullable(),
  prefLastName: z.string().nullable(),
  accountType: accountTypeSchema,
  recordType: recordTypeSchema,
  status: statusSchema,
  statusDate: z.string(),
  expiryDate: z.string().nullable(),
  userGroup: z.string().nullable(),
  jobDescription: z.string().nullable(),
  preferredEmail: z.string().nullable(),
  /** Absent for readers who may not see notes. */
  noteCount: z.number().int().optional(),
  isResearcher: z.boolean(),
  /** The roles that count today and allow anything, from which follows who may edit the sign-in. */
  heldRoles: z.array(heldRoleSchema),
  updatedAt: z.iso.datetime(),
  lock: lockSchema.nullable(),
});
export type UserRow = z.infer<typeof userRowSchema>;

/** A page. `total.exact` is false when counting stopped at `total.value`. `seq` dates the page in the change log. */
export const userPageSchema = z.object({
  rows: z.array(userRowSchema),
  next: z.string().nullable(),
  previous: z.string().nullable(),
  total: z.object({ value: z.number().int(), exact: z.boolean() }),
  seq: z.number().int(),
});
export type UserPage = z.infer<typeof userPageSchema>;
