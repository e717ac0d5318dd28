import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runOrThrow, step } from '../../backend/launch/child.mjs';

const FONTS = ['fonts-noto-core', 'fonts-noto-cjk'];

function onPath(program) {
  // Debian keeps servers where only root's path leads.
  return [...process.env.PATH.split(delimiter), '/usr/sbin'].some((folder) => existsSync(join(folder, program)));
}

/** `instead` is a variable that names another program to take. */
const NEEDS = [
  { program: 'chromium', instead: 'CHROMIUM', packages: ['chromium', ...FONTS], parts: ['browser'] },
  { program: 'slapd', packages: ['slapd'], parts: ['integration', 'browser'] },
  { program: 'openssl', packages: ['openssl'], parts: ['integration', 'browser'] },
  { program: 'redis-server', packages: ['redis-server'], parts: ['integration', 'browser'] },
];

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/mu.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

const apt = (...args) => runOrThrow('apt-get', ['-q', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } });

/** Sees that the programs the tests start are there; installs them as root on Debian or Ubuntu, else says what to do. */
export async function ensurePrograms(parts) {
  const missing = () =>
    NEEDS.filter(
      (need) => need.parts.some((part) => parts.includes(part)) && !process.env[need.instead] && !onPath(need.program),
    );
  const packages = missing().flatMap((need) => need.packages);
  if (packages.length === 0) return;
  if (process.getuid?.() === 0 && isDebian()) {
    await step(`Installing ${packages.join(', ')}`, async () => {
      await apt('update');
      await apt('install', '-y', '--no-install-recommends', ...packages);
    });
  }
  const programs = missing().map((need) => need.program);
  if (programs.length > 0) throw new Error(`The tests need ${programs.join(' and ')}: please install what is missing.`);
}
