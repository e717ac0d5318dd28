import { z } from 'zod';
import { text } from './text.js';

/** Asks for a new identifier of a type; `USERNAME` stands for the primary identifier (S097). */
export const generateIdentifierSchema = z.strictObject({ type: text(50).min(1, { message: 'field.required' }) });
export type GenerateIdentifier = z.infer<typeof generateIdentifierSchema>;
export const generatedIdentifierSchema = z.object({ value: z.string() });
export type GeneratedIdentifier = z.infer<typeof generatedIdentifierSchema>;
