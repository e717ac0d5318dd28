import { generatedIdentifierSchema } from '#contract/identifiers.ts';
import { request } from './request.ts';

/** A new identifier of this type, by the institution's policy; `USERNAME` is the primary identifier. */
export async function generateIdentifier(type: string): Promise<string> {
  return (await request('POST', '/identifiers/generate', generatedIdentifierSchema, { body: { type } })).value;
}
