import { fieldLabel } from '#lib/i18n/labels.ts';
import { m } from '#lib/paraglide/messages.js';
import {
  ADDRESS_LINE,
  ADDRESS_TYPE,
  EMAIL_ADDRESS,
  EMAIL_TYPE,
  IDENTIFIER_TYPE,
  IDENTIFIER_VALUE,
  PHONE_NUMBER,
  PHONE_TYPE,
} from '#lib/record/quick-add.ts';
import { rowFieldLabel } from './row-text.ts';

const LABELS: Partial<Record<string, () => string>> = {
  [EMAIL_ADDRESS]: m['quickAdd.email.address'],
  [EMAIL_TYPE]: m['quickAdd.email.type'],
  [PHONE_NUMBER]: m['quickAdd.phone.number'],
  [PHONE_TYPE]: m['quickAdd.phone.type'],
  [ADDRESS_TYPE]: m['quickAdd.address.type'],
  [ADDRESS_LINE]: () => m['rows.field.line']({ number: 1 }),
  [IDENTIFIER_TYPE]: m['quickAdd.identifier.type'],
  [IDENTIFIER_VALUE]: m['quickAdd.identifier.value'],
};

/** The name of a control of Quick User Management, by its path in what is sent. */
export function newUserLabel(path: string): string {
  const known = LABELS[path];
  if (known !== undefined) return known();
  const [list = '', , part, line] = path.split('.');
  if (part === 'lines') return m['rows.field.line']({ number: Number(line) + 1 });
  return part === undefined ? fieldLabel(list) : rowFieldLabel(part) || fieldLabel(list);
}
