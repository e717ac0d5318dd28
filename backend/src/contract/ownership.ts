import { z } from 'zod';

/**
 * What a person may do with a field of an EXTERNAL user, and what a feed does then (S078, S042). The one table: form,
 * API, jobs and feeds read it, nothing else decides.
 *
 * - `feed`: the feed's alone; read-only by hand.
 * - `protected`: may be edited by hand, and then the feed leaves it alone until it is given back.
 * - `shared`: may be edited by hand, and the feed overwrites it whenever it has a value.
 */
export type Ownership = 'feed' | 'protected' | 'shared';

export const OWNERSHIP = {
  recordType: 'feed',
  primaryId: 'feed',
  firstName: 'feed',
  middleName: 'feed',
  lastName: 'feed',
  prefFirstName: 'protected',
  prefMiddleName: 'protected',
  prefLastName: 'protected',
  title: 'protected',
  jobCategory: 'protected',
  jobDescription: 'feed',
  gender: 'feed',
  userGroup: 'protected',
  campusCode: 'protected',
  websiteUrl: 'feed',
  preferredLanguage: 'protected',
  birthDate: 'feed',
  expiryDate: 'feed',
  purgeDate: 'feed',
  status: 'shared',
} as const satisfies Record<string, Ownership>;

type OwnedField = keyof typeof OWNERSHIP;
export type ProtectedField = {
  [F in OwnedField]: (typeof OWNERSHIP)[F] extends 'protected' ? F : never;
}[OwnedField];

export function isProtected(field: string): field is ProtectedField {
  return field in OWNERSHIP && OWNERSHIP[field as OwnedField] === 'protected';
}

const PROTECTED_FIELDS = Object.keys(OWNERSHIP).filter(isProtected) as [ProtectedField, ...ProtectedField[]];

/** The preferred name is one value in three fields: half of it the person's and half the feed's would be nobody's. */
const PREFERRED_NAME: readonly ProtectedField[] = ['prefFirstName', 'prefMiddleName', 'prefLastName'];

/** Protected fields in the groups that are edited, protected and given back as one. */
export const PROTECTED_GROUPS: readonly (readonly ProtectedField[])[] = [
  PREFERRED_NAME,
  ...PROTECTED_FIELDS.filter((field) => !PREFERRED_NAME.includes(field)).map((field) => [field]),
];

export function protectedGroup(field: ProtectedField): readonly ProtectedField[] {
  return PROTECTED_GROUPS.find((group) => group.includes(field)) ?? [field];
}

/** A field somebody edited by hand: what the feed sent last, and when it was edited; the history says by whom. */
export const handEditSchema = z.object({ feed: z.string().nullable(), at: z.iso.datetime() });
export type HandEdit = z.infer<typeof handEditSchema>;

/** The fields a feed must leave alone. */
export const handEditedSchema = z.partialRecord(z.enum(PROTECTED_FIELDS), handEditSchema);
export type HandEdited = z.infer<typeof handEditedSchema>;
