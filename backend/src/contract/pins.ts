import { z } from 'zod';
import { text } from './text.js';

/** A PIN for the self-check machine: exactly four digits (S031). It is written, and never read back. */
export const pinSchema = z.string().regex(/^[0-9]{4}$/, { message: 'pin.invalid' });

/** What a self-check machine asks (S034): whoever this is, by primary identifier or barcode, is it their PIN? */
export const checkPinSchema = z.strictObject({
  patron: text(255).min(1, { message: 'field.required' }),
  pin: pinSchema,
});
export type CheckPin = z.infer<typeof checkPinSchema>;

/** Nothing else is said: not whether there is such a person, a PIN, or a try left. */
export interface PinChecked {
  accepted: boolean;
}
