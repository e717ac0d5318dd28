import { createHash } from 'node:crypto';

const names = new Map<string, string>();

/** The name under which a connection keeps a statement prepared: the hash of its text. */
export function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return name;
}
