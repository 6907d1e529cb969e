/** Jest projects: unit (`.spec`, milliseconds), int (`.int-spec`, real servers), e2e (`.e2e-spec`, whole platform), web (components in jsdom). */
const swc = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: true, decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
      keepClassNames: true,
    },
  },
];

/** Packages that ship ESM only, or import at run time, and so are compiled for Jest. */
const esmPackages = [
  '@nestjs',
  '@marcbachmann/cel-js',
  '@noble/hashes',
  'cookie',
  '@opentelemetry/otlp-exporter-base',
  'typeid-js',
  'uuid',
  'uuidv7',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'load-esm',
  'iterare',
  'jose',
  'openid-client',
  'oauth4webapi',
  'oidc-provider',
  'oauth2-mock-server',
  'is-plain-obj',
  'csv-parse',
  'csv-stringify',
  'sirv',
  'totalist',
  'mrmime',
  'listr2',
  'clsx',
  'lucide-react',
];

const base = {
  rootDir: import.meta.dirname,
  cacheDirectory: '<rootDir>/.cache/jest',
  testEnvironment: 'node',
  setupFiles: ['reflect-metadata'],
  transform: { '\\.(ts|tsx|mjs|js)$': swc },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.map((name) => name.replace('/', '\\/')).join('|')})/)`],
  moduleNameMapper: {
    '^#libs/catalog/(.*)$': '<rootDir>/libs/catalog/src/$1',
    '^#libs/durable/(.*)$': '<rootDir>/libs/durable/src/$1',
    '^#libs/platform/(.*)$': '<rootDir>/libs/platform/src/$1',
    '^#libs/service/(.*)$': '<rootDir>/libs/service/src/$1',
    '^#libs/([^/]*)$': '<rootDir>/libs/$1/src',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  extensionsToTreatAsEsm: [],
};

const roots = ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/bench', '<rootDir>/scripts'];

/** One MariaDB and one Redis for the whole run, in TEST_MYSQL_URL and TEST_REDIS_URL; see libs/testing/src/servers. */
const servers = {
  globalSetup: '<rootDir>/scripts/jest-global-setup.mjs',
  globalTeardown: '<rootDir>/scripts/jest-global-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/scripts/jest-patience.cjs'],
};

export default {
  // Under `npm test` always in child processes, even one alone: they end with whatever a test left open.
  ...(process.env.AAAS_TEST_RUN ? { workerIdleMemoryLimit: '2GB' } : {}),
  projects: [
    { ...base, displayName: 'unit', roots, testMatch: ['**/*.spec.ts'] },
    { ...base, ...servers, displayName: 'int', roots, testMatch: ['**/*.int-spec.ts'] },
    {
      ...base,
      ...servers,
      displayName: 'e2e',
      roots: [...roots, '<rootDir>/frontend/e2e'],
      testMatch: ['**/*.e2e-spec.ts'],
    },
    {
      ...base,
      displayName: 'web',
      roots: ['<rootDir>/frontend/src'],
      testEnvironment: 'jsdom',
      setupFiles: [...base.setupFiles, '<rootDir>/scripts/jest-web-globals.cjs'],
      setupFilesAfterEnv: ['<rootDir>/scripts/jest-web-texts.cjs'],
      testMatch: ['**/*.spec.{ts,tsx}'],
      moduleNameMapper: { ...base.moduleNameMapper, '\\.css$|\\?url$': '<rootDir>/scripts/jest-empty.cjs' },
    },
  ],
};
