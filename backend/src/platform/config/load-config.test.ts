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

  it('takes a directory whole', () => {
    expect(loadConfig({ ...LDAP, LDAP_CA_FILE: '/etc/ca.pem' }, []).ldap).toEqual({
      url: LDAP.LDAP_URL,
      bindDn: LDAP.LDAP_BIND_DN,
      bindPassword: LDAP.LDAP_BIND_PASSWORD,
      searchBase: LDAP.LDAP_SEARCH_BASE,
      searchFilter: undefined,
      caFile: '/etc/ca.pem',
    });
  });

  it('refuses half a directory, and one without TLS from the first byte', () => {
    expect(complaint({ ...LDAP, LDAP_BIND_DN: '' })).toBe('LDAP_BIND_DN must be set when another LDAP variable is.');
    expect(complaint({ LDAP_CA_FILE: '/etc/ca.pem' }).split('\n')).toHaveLength(4);
    expect(complaint({ ...LDAP, LDAP_URL: 'ldap://directory.example.org' })).toBe(
      'LDAP_URL must be a URL that begins with ldaps://.',
    );
  });

  it('refuses an argument it does not know', () => {
    expect(complaint({}, ['--port=80'])).toContain('--port=80');
  });
});
