import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import { NEEDS_RULE } from './test/support/needs-rule.mjs';
import { SIDE_RULES, TEXT_RULES } from './test/support/screen-rules.mjs';

const TESTS = ['**/*.test.ts', 'test/**/*.ts'];
const SCREENS = ['frontend/src/**/*.{ts,svelte}'];

const fetchRule = {
  'no-restricted-globals': ['error', { name: 'fetch', message: 'Only frontend/src/lib/api talks to the server.' }],
  'no-restricted-properties': [
    'error',
    ...['window', 'globalThis', 'self'].map((object) => ({
      object,
      property: 'fetch',
      message: 'Only frontend/src/lib/api talks to the server.',
    })),
  ],
};

export default defineConfig(
  globalIgnores([
    'dist/',
    'data/',
    'reports/',
    '**/.svelte-kit/',
    'frontend/src/lib/paraglide/',
    'frontend/project.inlang/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-else-return': 'error',
      'object-shorthand': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['frontend/static/**'],
    languageOptions: { globals: globals.browser },
  },
  {
    // Programs for a terminal.
    files: ['backend/launch/**', 'test/**/*.mjs', 'test/bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{ts,svelte}'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'test/tsconfig.json', 'frontend/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // Nest builds on classes whose whole content is their decorators.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['backend/src/**/*.ts'],
    // Nest injects what the constructor's types name at run time, which a type-only import would erase.
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['backend/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', NEEDS_RULE] },
  },
  {
    files: ['backend/src/**/*.ts'],
    ignores: ['backend/src/platform/config/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings come from platform/config.' },
      ],
      'no-restricted-imports': [
        'error',
        { name: 'node:process', importNames: ['env'], message: 'Settings come from platform/config.' },
      ],
    },
  },
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
    // Types already say what is defined, the globals of svelte among it.
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['**/*.svelte.ts'],
    // Rune classes keep bookkeeping beside their state that nothing is to react to.
    rules: { 'svelte/prefer-svelte-reactivity': 'off' },
  },
  {
    files: SCREENS,
    rules: {
      ...fetchRule,
      'no-restricted-syntax': ['error', ...TEXT_RULES, ...SIDE_RULES],
      // Addresses come from lib/links.ts, which resolves them; the rule sees only calls at the place of use.
      'svelte/no-navigation-without-resolve': 'off',
      'no-restricted-imports': [
        'error',
        { name: 'socket.io-client', message: 'Only frontend/src/lib/realtime opens a socket.', allowTypeImports: true },
      ],
    },
  },
  {
    files: ['frontend/src/lib/api/**'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
  {
    files: ['frontend/src/lib/realtime/**'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: TESTS,
    extends: [jest.configs['flat/recommended']],
    rules: {
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
      // Fixtures are compared with matchers that are typed as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
