const typescript = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
    module: { type: 'es6' },
  },
];

const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': typescript },
  moduleNameMapper: {
    '^#contract/(.*?)(\\.[jt]s)?$': '<rootDir>/backend/src/contract/$1.ts',
    '^#lib/(.*?)(\\.[jt]s)?$': '<rootDir>/frontend/src/lib/$1.ts',
    // TypeScript sources name the file that tsc will have made.
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

const onDatabase = {
  ...shared,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  maxWorkers: 2,
  // For every project: jest reads no time limit from a single one. A machine that is busy must not fail a test.
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{backend/src,test}/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'unit-frontend',
      testMatch: ['<rootDir>/frontend/src/**/*.test.ts'],
      // Without "browser" svelte resolves to its server build, in which nothing reacts.
      testEnvironmentOptions: { customExportConditions: ['browser', 'node'] },
      transform: {
        '\\.svelte(\\.test)?\\.ts$': '<rootDir>/test/support/rune-module-transform.mjs',
        ...shared.transform,
      },
    },
    {
      ...onDatabase,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.spec.ts'],
    },
    {
      ...onDatabase,
      displayName: 'browser',
      testEnvironment: '<rootDir>/test/support/browser-environment.mjs',
      testMatch: ['<rootDir>/test/browser/**/*.spec.ts'],
    },
  ],
};
