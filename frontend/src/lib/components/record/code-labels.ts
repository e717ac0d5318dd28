import { ADDRESS_TYPES, EMAIL_TYPES, NOTE_TYPES, PHONE_TYPES, type EmailType } from '#contract/codes.ts';
import { ROLE_CODES } from '#contract/permissions.ts';
import { m } from '#lib/paraglide/messages.js';
import { settings } from '#lib/settings/settings.svelte.ts';

function oneOf<T extends string>(codes: readonly T[], value: string): T | undefined {
  return codes.find((code) => code === value);
}

/** The label of a code, or the code itself where an institution keeps codes of its own. */
export function labelled<T extends string>(codes: readonly T[], label: (code: T) => string): (value: string) => string {
  return (value) => {
    const code = oneOf(codes, value);
    return code === undefined ? value : label(code);
  };
}

export const roleLabel = labelled(ROLE_CODES, (code) => m[`role.${code}`]());

export function emailTypeLabel(type: EmailType): string {
  return m[`emailType.${type}`]();
}

const CONTACT_TYPES = {
  emails: labelled(EMAIL_TYPES, emailTypeLabel),
  phones: labelled(PHONE_TYPES, (code) => m[`phoneType.${code}`]()),
  addresses: labelled(ADDRESS_TYPES, (code) => m[`addressType.${code}`]()),
};
export type ContactList = keyof typeof CONTACT_TYPES;

export function contactTypeLabel(list: ContactList, type: string): string {
  return CONTACT_TYPES[list](type);
}

export const noteTypeLabel = labelled(NOTE_TYPES, (code) => m[`noteType.${code}`]());

export function identifierTypeLabel(type: string): string {
  return settings.value('identifier_types').find(({ code }) => code === type)?.label ?? type;
}
