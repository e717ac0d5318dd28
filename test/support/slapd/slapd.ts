import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { eventually } from '../eventually.js';
import { makeCertificate } from './authority.js';

const ENV = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` };
const PEOPLE = new URL('./people.ldif', import.meta.url);

/** Passwords of the people in the directory, by name; `SERVICE` is the portal's own. */
export const DIRECTORY_PASSWORDS = {
  lise: 'protactinium and fission',
  'chien-shiung': 'parity is not conserved',
  'bob, the (builder)*': 'yes we can, every day',
  zoë: 'pässwörd 山田 of zoë',
  twin: 'one of two twins',
  山田: 'the rice field in the mountains',
  'back\\slash': 'leaning to the left',
  'a=b+c;d': 'equal and more of it',
  'quote"d': 'as somebody once said',
  ' leading': 'a blank comes first',
} as const;
export const SERVICE = { dn: 'cn=portal,dc=example,dc=org', password: 'service secret' } as const;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function configuration(folder: string): string {
  return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile ${folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile ${folder}/server.pem
TLSCertificateKeyFile ${folder}/server.key
TLSCACertificateFile ${folder}/authority.pem
# Both are binds without a password, which succeed: whether that lets anybody in is ours to prevent.
allow bind_anon_dn bind_anon_cred
database mdb
maxsize 104857600
suffix "dc=example,dc=org"
rootdn "cn=admin,dc=example,dc=org"
rootpw directory
directory ${folder}/data
index objectClass,uid eq
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${SERVICE.dn}" read by anonymous auth by * none
`;
}

/** A real OpenLDAP with its own certificate authority, on a free port of this machine. */
export class Slapd {
  private constructor(
    readonly folder: string,
    readonly port: number,
    private server: ReturnType<typeof spawn>,
  ) {}

  /** @param referral where the directory says that a part of it lies */
  static async start(referral = 'ldaps://127.0.0.1:9/dc=elsewhere'): Promise<Slapd> {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-slapd-'));
    mkdirSync(join(folder, 'data'));
    makeCertificate(folder);
    writeFileSync(join(folder, 'slapd.conf'), configuration(folder));
    const people = readFileSync(PEOPLE, 'utf8').replace('REFERRAL', referral);
    execFileSync('slapadd', ['-f', join(folder, 'slapd.conf')], {
      env: ENV,
      input: people,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const port = await freePort();
    const slapd = new Slapd(folder, port, Slapd.run(folder, port));
    await slapd.answers();
    return slapd;
  }

  get url(): string {
    return `ldaps://localhost:${String(this.port)}`;
  }

  get authority(): string {
    return join(this.folder, 'authority.pem');
  }

  /** What a portal has to be told to use this directory; `more` overrides. */
  env(more: Record<string, string> = {}): Record<string, string> {
    return {
      LDAP_URL: this.url,
      LDAP_BIND_DN: SERVICE.dn,
      LDAP_BIND_PASSWORD: SERVICE.password,
      LDAP_SEARCH_BASE: 'ou=people,dc=example,dc=org',
      LDAP_GROUP_BASE: 'ou=groups,dc=example,dc=org',
      LDAP_CA_FILE: this.authority,
      LDAP_CONNECT_TIMEOUT_MS: '1000',
      LDAP_TIMEOUT_MS: '1000',
      ...more,
    };
  }

  async goDown(): Promise<void> {
    if (this.server.exitCode !== null) return;
    this.server.kill();
    await once(this.server, 'exit');
  }

  async comeBack(): Promise<void> {
    this.server = Slapd.run(this.folder, this.port);
    await this.answers();
  }

  async stop(): Promise<void> {
    await this.goDown();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private static run(folder: string, port: number): ReturnType<typeof spawn> {
    const args = ['-f', join(folder, 'slapd.conf'), '-h', `ldaps://127.0.0.1:${String(port)}/`, '-d', '0'];
    return spawn('slapd', args, { env: ENV, stdio: 'ignore' });
  }

  private answers(): Promise<void> {
    return eventually(async () => {
      const socket = connect({ host: '127.0.0.1', port: this.port, rejectUnauthorized: false });
      try {
        await once(socket, 'secureConnect');
      } finally {
        socket.destroy();
      }
    });
  }
}
