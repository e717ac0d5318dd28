import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a certificate authority in the folder (`authority.pem`), and `server.pem` and `server.key` for this machine signed by it. */
export function makeCertificate(folder: string): void {
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: 'pipe' });
  };
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  const [authorityKey, authority] = [file('authority.key'), file('authority.pem')];
  openssl(
    'req',
    '-x509',
    ...key,
    '-days',
    '2',
    '-subj',
    '/CN=Test Authority',
    '-keyout',
    authorityKey,
    '-out',
    authority,
  );
  openssl('req', ...key, '-subj', '/CN=localhost', '-keyout', file('server.key'), '-out', file('server.csr'));
  writeFileSync(file('names.cnf'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const signed = ['-CA', authority, '-CAkey', authorityKey, '-CAcreateserial', '-days', '2'];
  openssl(
    'x509',
    '-req',
    '-in',
    file('server.csr'),
    ...signed,
    '-extfile',
    file('names.cnf'),
    '-out',
    file('server.pem'),
  );
}
