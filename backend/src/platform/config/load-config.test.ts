import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const LDAP = {
  LDAP_URL: 'ldaps://directory.example.org',
  LDAP_BIND_DN: 'cn=portal,dc=example,dc=org',
  LDAP_BIND_PASSWORD: 'secret of the directory',
  LDAP_SEARCH_BASE: 'ou=people,dc=example,dc=org',
};

function complaint(env: NodeJS.ProcessEnv, argv: string[] = []): string {
  try {
    loadConfig(env, argv);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

describe('loadConfig', () => {
  it('has a default for everything that needs a value', () => {
    expect(loadConfig({}, [])).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      dataDirIsDefault: true,
      logLevel: 'info',
      demo: false,
      databaseUrl: undefined,
      ldap: undefined,
    });
  });

  it('takes a variable set to nothing for one that is not set', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '', LDAP_URL: '' }, [])).toEqual(loadConfig({}, []));
  });

  it('reads what is set', () => {
    const config = loadConfig({ PORT: '0', DATA_DIR: '/srv/portal', PUBLIC_URL: 'https://Portal.Example.org/' }, [
      '--demo',
    ]);
    expect(config).toMatchObject({ port: 0, dataDir: '/srv/portal', dataDirIsDefault: false, demo: true });
    expect(config.publicUrl).toBe('https://portal.example.org');
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', 'http'],
    ['PUBLIC_URL', 'portal.example.org'],
    ['PUBLIC_URL', 'https://portal.example.org/people'],
    ['DATABASE_URL', 'mysql://localhost/rollcall'],
    ['REDIS_URL', 'localhost:6379'],
    ['SMTP_URL', 'https://mail.example.org'],
    ['LOG_LEVEL', 'verbose'],
    ['TRUSTED_PROXIES', 'nginx'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.1,,::1'],
    ['DEMO_PASSWORD', 'short'],
  ])('names %s when it is %s, and says why', (name, value) => {
    expect(complaint({ [name]: value })).toMatch(new RegExp(`^${name} must .+\\.$`, 'u'));
  });

  it('names every variable that is wrong, one a line', () => {
    expect(complaint({ PORT: 'x', LOG_LEVEL: 'x' }).split('\n')).toHaveLength(2);
  });

  it('never repeats a value that may be secret', () => {
    const message = complaint({ DATABASE_URL: 'mysql://root:hunter2@db', DEMO_PASSWORD: 'hunter2' });
    expect(message).toMatch(/DATABASE_URL[^]*DEMO_PASSWORD/u);
    expect(message).not.toContain('hunter2');
  });

  it('F13 the account of last resort needs the addresses it comes from, and these need the account', () => {
    const [account, from] = [{ LAST_RESORT_ACCOUNT: 'admin' }, { LAST_RESORT_FROM: '10.1.0.0/16, ::1' }];
    expect(loadConfig({ ...account, ...from }, []).lastResort).toEqual({
      account: 'admin',
      from: ['10.1.0.0/16', '::1'],
    });
    expect(loadConfig({}, []).lastResort).toBeUndefined();
    expect(complaint({ ...account, LAST_RESORT_FROM: '10.1.0.0/33' })).toMatch(/^LAST_RESORT_FROM must be a list of/u);
    expect(complaint(account)).toBe('LAST_RESORT_FROM must be set when the other LAST_RESORT variable is.');
    expect(complaint(from)).toBe('LAST_RESORT_ACCOUNT must be set when the other LAST_RESORT variable is.');
  });

  it('takes a directory whole', () => {
    const spare = 'ldaps://spare.example.org:1636';
    const given = { ...LDAP, LDAP_URL: `${LDAP.LDAP_URL} ${spare}`, LDAP_CA_FILE: import.meta.filename };
    expect(loadConfig({ ...given, LDAP_GROUP_BASE: 'ou=groups', LDAP_TIMEOUT_MS: '900' }, []).ldap).toEqual({
      urls: [LDAP.LDAP_URL, spare],
      bindDn: LDAP.LDAP_BIND_DN,
      bindPassword: LDAP.LDAP_BIND_PASSWORD,
      searchBase: LDAP.LDAP_SEARCH_BASE,
      searchFilter: '(uid={{username}})',
      groupBase: 'ou=groups',
      groupFilter: '(member={{dn}})',
      caFile: import.meta.filename,
      connectTimeoutMs: 3000,
      timeoutMs: 900,
    });
  });

  it('refuses half a directory, and one without TLS from the first byte', () => {
    expect(complaint({ ...LDAP, LDAP_BIND_DN: '' })).toBe('LDAP_BIND_DN must be set when another LDAP variable is.');
    expect(complaint({ LDAP_GROUP_BASE: 'ou=groups' }).split('\n')).toHaveLength(4);
  });

  it.each(['ldap://directory.example.org', 'ldaps://one.example.org ldap://two.example.org', 'ldaps://a/?x', ' '])(
    'F89 refuses the directory %j with the reason, so that StartTLS cannot be stripped',
    (LDAP_URL) => {
      expect(complaint({ ...LDAP, LDAP_URL })).toMatch(/^LDAP_URL must be URLs that begin with ldaps:.*StartTLS/u);
    },
  );

  it.each([
    ['LDAP_SEARCH_FILTER', '(uid=alice)'],
    ['LDAP_SEARCH_FILTER', 'uid={{username}}'],
    ['LDAP_GROUP_FILTER', '(cn=staff)'],
    ['LDAP_CA_FILE', '/nowhere/ca.pem'],
    ['LDAP_TIMEOUT_MS', '0'],
    ['LDAP_CONNECT_TIMEOUT_MS', '3s'],
  ])('refuses %s %j', (name, value) => {
    expect(complaint({ ...LDAP, [name]: value })).toMatch(new RegExp(`^${name} must .+\\.$`, 'u'));
  });

  it('refuses an argument it does not know', () => {
    expect(complaint({}, ['--port=80'])).toContain('--port=80');
  });
});
