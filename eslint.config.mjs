import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { rules as aaas } from './scripts/eslint-rules.mjs';

const tests = [
  '**/*.{spec,int-spec,e2e-spec}.{ts,tsx}',
  'libs/testing/**',
  '**/src/**/{testing,conformance}/**',
  'frontend/e2e/**',
];

/** The only places that may look at the environment; everything else is handed its slice of the configuration. */
const readsEnvironment = [
  'libs/platform/src/config/**',
  'apps/*/src/main.ts',
  'apps/cli/**',
  'bench/**',
  'scripts/**',
  'frontend/*.config.ts',
  ...tests,
];

/** Node's globals; what they are called here is checked by tsc in TypeScript. */
const nodeGlobals = Object.fromEntries(
  [
    'process',
    'console',
    'URL',
    '__dirname',
    '__filename',
    'WebAssembly',
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'performance',
    'Buffer',
    'fetch',
    'AbortSignal',
  ].map((name) => [name, 'readonly']),
);

export default defineConfig(
  globalIgnores(['**/node_modules', '**/dist', 'data', 'coverage', '.cache', 'frontend/src/routeTree.gen.ts']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    plugins: { aaas: { rules: aaas } },
    rules: { 'aaas/file-name': 'error', 'aaas/long-file-explained': 'error' },
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: readsEnvironment,
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Features do not read the environment or the run mode: take a slice of the configuration.',
        },
      ],
    },
  },
  {
    // Programs speak to the terminal.
    files: ['apps/cli/**', 'bench/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: tests,
    rules: {
      'aaas/long-file-explained': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: { ...nodeGlobals, module: 'writable', require: 'readonly', jest: 'readonly', beforeAll: 'readonly' },
    },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }] },
  },
  {
    files: ['frontend/public/*.js', 'gateway/docs/*.js'],
    languageOptions: { globals: { window: 'readonly', document: 'readonly', localStorage: 'readonly' } },
  },
  {
    files: ['frontend/{e2e,dev}/**/*.ts', 'frontend/*.config.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'frontend/tsconfig.node.json' } },
  },
  {
    // The plugin's further rules serve React's compiler, which we do not use.
    files: ['frontend/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    // The router's redirects are thrown and no errors.
    rules: {
      '@typescript-eslint/only-throw-error': 'off',
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
);
