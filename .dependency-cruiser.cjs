const PLATFORM = '^backend/src/platform/';
const FEATURE_FREE = '^backend/src/(platform|realtime|presence|locks)/';
const SHARED = 'platform|realtime|presence|locks|contract';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contract-knows-schemas-and-codes-alone',
      severity: 'error',
      comment: 'Both sides of the wire import it: whatever it imports lands in the browser.',
      from: { path: '^backend/src/contract/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(backend/src/contract/|node_modules/(zod|iso-3166)/)' },
    },
    {
      name: 'screens-see-the-contract-alone',
      severity: 'error',
      from: { path: '^frontend/src/' },
      to: { path: '^backend/', pathNot: '^backend/src/contract/' },
    },
    {
      name: 'backend-knows-no-screens',
      severity: 'error',
      from: { path: '^backend/' },
      to: { path: '^frontend/' },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: '^(backend|frontend)/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
    {
      name: 'platform-knows-itself-alone',
      severity: 'error',
      comment: 'It is what any product would need.',
      from: { path: PLATFORM },
      to: { path: '^backend/src/', pathNot: `${PLATFORM}|^backend/src/contract/` },
    },
    {
      name: 'realtime-presence-locks-know-no-feature',
      severity: 'error',
      comment: 'Features register with them what they publish.',
      from: { path: FEATURE_FREE },
      to: { path: '^backend/src/[^/]+/', pathNot: `^backend/src/(${SHARED})/` },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^(backend|frontend|test)/' },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        pathNot: '^(#|\\$|\\./\\$types)',
      },
    },
    {
      name: 'no-dev-package-in-the-server',
      severity: 'error',
      from: { path: '^backend/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.svelte-kit|paraglide)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.svelte'],
    },
  },
};
