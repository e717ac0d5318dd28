import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY = ['-newkey', 'rsa:2048', '-nodes'];
const OF_THIS_MACHINE = 'DNS:localhost,IP:127.0.0.1';

/** A certificate and its key, as PEM. */
export interface Certificate {
  cert: Buffer;
  key: Buffer;
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}

/** Makes a certificate authority in the folder (`authority.pem`), and `server.pem` and `server.key` for this machine signed by it. */
export function makeCertificate(folder: string): void {
  const file = (name: string): string => join(folder, name);
  const out = ['-keyout', file('authority.key'), '-out', file('authority.pem')];
  openssl('req', '-x509', ...KEY, '-days', '2', '-subj', '/CN=Test Authority', ...out);
  signedBy(folder, 'server');
}

/**
 * A certificate signed by the authority in the folder, where it is kept under the name.
 * @param days until it expires; it has expired already when there are fewer than none
 */
export function signedBy(folder: string, name: string, names = OF_THIS_MACHINE, days = 2): Certificate {
  const file = (ending: string): string => join(folder, `${name}.${ending}`);
  openssl('req', ...KEY, '-subj', '/CN=localhost', '-keyout', file('key'), '-out', file('csr'));
  writeFileSync(file('cnf'), `subjectAltName=${names}\n`);
  const authority = ['-CA', join(folder, 'authority.pem'), '-CAkey', join(folder, 'authority.key'), '-CAcreateserial'];
  const out = ['-days', String(days), '-extfile', file('cnf'), '-out', file('pem')];
  openssl('x509', '-req', '-in', file('csr'), ...authority, ...out);
  return { cert: readFileSync(file('pem')), key: readFileSync(file('key')) };
}
