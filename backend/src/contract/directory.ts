import { z } from 'zod';
import type { RoleCode } from './permissions.js';
import { ROLE_CODES } from './permissions.js';
import { text } from './text.js';

/** What becomes of a connection to the directory, one after the other; what comes after a failure is not tried. */
export const DIRECTORY_STEPS = ['resolve', 'tls', 'bind', 'search', 'groups'] as const;
export type DirectoryStep = (typeof DIRECTORY_STEPS)[number];

/** Why a step failed; the words are in the catalogue. */
export const DIRECTORY_REASONS = [
  'name-unknown',
  'connection-refused',
  'no-answer',
  'no-tls',
  'certificate-untrusted',
  'certificate-expired',
  'certificate-other-name',
  'service-refused',
  'base-missing',
  'not-allowed',
  'several-found',
  'too-much',
  'other',
] as const;
export type DirectoryReason = (typeof DIRECTORY_REASONS)[number];

/** The directory as it is configured; secrets and the service account stay with the server. */
export const directorySchema = z.object({
  /** One `ldaps://` URL a server, in the order they are tried; empty when there is no directory. */
  servers: z.array(z.string()),
  searchBase: z.string().nullable(),
  searchFilter: z.string().nullable(),
  groupBase: z.string().nullable(),
  groupFilter: z.string().nullable(),
});
export type DirectoryInfo = z.infer<typeof directorySchema>;

/** A try of the connection; a person's name tries the search and the filter as well. */
export const tryDirectorySchema = z.strictObject({
  name: z.string().max(255, { message: 'text.too-long' }).nullable(),
});
export type TryDirectory = z.infer<typeof tryDirectorySchema>;

const stepSchema = z.object({
  step: z.enum(DIRECTORY_STEPS),
  outcome: z.enum(['done', 'failed', 'not-tried']),
  reason: z.enum(DIRECTORY_REASONS).nullable(),
  /** What the step found: the address, the person's entry, the groups. Null where there is nothing to say. */
  found: z.array(z.string()).nullable(),
  milliseconds: z.number().int(),
});
export type DirectoryStepResult = z.infer<typeof stepSchema>;
export const directoryTrialSchema = z.object({
  servers: z.array(z.object({ server: z.string(), steps: z.array(stepSchema) })),
});
export type DirectoryTrial = z.infer<typeof directoryTrialSchema>;

/** The group of the directory whose members have a role, by role: its common name or its whole name (DN). */
export const directoryRoles = z.partialRecord(
  z.enum(ROLE_CODES as [RoleCode, ...RoleCode[]], { message: 'role.unknown' }),
  text(500).min(1, { message: 'field.required' }),
);
