const { builtinModules } = require('node:module');

/** Who may import whom: the drawing of the house. Each rule is proved by scripts/architecture.int-spec.ts, which breaks it. */

const tests =
  '\\.(spec|int-spec|e2e-spec)\\.tsx?$|^libs/testing/|/(testing|conformance)/|-suite\\.ts$|^frontend/(e2e|dev)/';
/** Programs that start services by their own processes and no code of theirs; and the one process that holds all five. */
const services = '(auth|company|agents|ai|notifications)';
const definitions = '^libs/catalog/src/(.+\\.def|.*defs)\\.ts$';
/** Node's own modules, and every package that is not known to work in a browser. */
const serverOnly = `^(node:)?(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$|^node_modules/(?!(zod|typeid-js|uuid|uuidv7|@marcbachmann/cel-js|re2js|@noble/hashes|croner)/)`;
const notTests = { pathNot: tests };

/** `path` may import nothing outside `allowed`, itself and packages in `packages`. */
const only = (name, comment, path, allowed, from = notTests) => ({
  name,
  comment,
  severity: 'error',
  from: { path, ...from },
  to: { pathNot: allowed },
});

const rules = [
  {
    name: 'no-cycles',
    comment:
      'What needs each other belongs together, or a third thing is missing. Types alone may refer to each other.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-unresolvable',
    comment: 'An import that leads nowhere.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'apps-stand-alone',
    comment: 'A service speaks to another by RPC and events. Only standalone puts them into one process.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'nobody-imports-apps',
    comment: 'Libraries know no service.',
    severity: 'error',
    from: { path: '^(libs|frontend)/' },
    to: { path: '^apps/' },
  },
  only(
    'workflow-is-alone',
    'The graph is zod schemas and pure functions.',
    '^libs/workflow/',
    '^libs/workflow/|^node_modules/zod/',
  ),
  only(
    'engine-is-pure',
    'decide() sees the workflow and nothing else: no I/O, no clock, no packages.',
    '^libs/engine/',
    '^libs/(engine|workflow)/',
  ),
  only(
    'expressions-are-browser-safe',
    'Parsed and evaluated in the browser as on the server.',
    '^libs/expressions/',
    '^libs/expressions/|^node_modules/(@marcbachmann/cel-js|re2js|@noble/hashes|zod)/',
  ),
  only(
    'contracts-are-browser-safe',
    'Wire shapes: schemas only.',
    '^libs/contracts/',
    '^libs/(contracts|workflow)/|^node_modules/(zod|typeid-js)/',
  ),
  {
    name: 'catalog-definitions-import-no-runs',
    comment: 'Definitions are read by the builder in the browser; what needs a server is in the .run file.',
    severity: 'error',
    from: { path: definitions },
    to: { path: '^libs/catalog/.*(runs|\\.run)\\.ts$' },
  },
  {
    name: 'catalog-definitions-are-browser-safe',
    comment:
      'Nothing that a definition leads to, however far, needs Node or a package other than zod and the expression parser.',
    severity: 'error',
    from: { path: definitions },
    to: { reachable: true, path: serverOnly },
  },
  {
    name: 'catalog-knows-no-platform',
    comment: 'What a kind needs is passed in as a capability.',
    severity: 'error',
    from: { path: '^libs/catalog/', ...notTests },
    to: { path: '^libs/(platform|durable|engine)/' },
  },
  {
    name: 'platform-knows-no-business',
    comment: 'Plumbing by capability; of our libs it sees the contracts only.',
    severity: 'error',
    from: { path: '^libs/platform/', ...notTests },
    to: { path: '^libs/', pathNot: '^libs/(platform|contracts)/' },
  },
  {
    name: 'durable-runs-any-decider',
    comment: 'The runner knows the platform; the engine is handed to it.',
    severity: 'error',
    from: { path: '^libs/durable/', ...notTests },
    to: { path: '^libs/(engine|catalog|expressions|workflow)/' },
  },
  {
    name: 'frontend-sees-definitions-only',
    comment: 'Contracts, workflow, expressions and catalogue definitions; nothing that runs on a server.',
    severity: 'error',
    from: { path: '^frontend/src/', ...notTests },
    to: {
      path: '^libs/',
      pathNot: '^libs/(contracts|workflow|expressions)/|^libs/catalog/src/(.+\\.def\\.ts|.*defs\\.ts|kit(/|\\.ts))',
    },
  },
  {
    name: 'typeorm-in-its-place',
    comment: 'Entities, repositories, migrations and the database capability; use cases speak to repositories.',
    severity: 'error',
    from: {
      pathNot: `${tests}|\\.(entity|repository)\\.ts$|/migrations/|^libs/platform/src/database/|^libs/durable/src/(sql|database)/`,
    },
    to: { path: '^node_modules/typeorm/' },
  },
  {
    name: 'catalog-runs-belong-to-their-service',
    comment: 'The service that owns a family loads its runs; nobody else.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: `${tests}|^apps/${services}/|^libs/catalog/` },
    to: { path: '^libs/catalog/.*(runs|\\.run)\\.ts$' },
  },
  {
    name: 'testing-is-for-tests',
    comment: 'Fakes and servers of the tests never reach the product.',
    severity: 'error',
    from: { path: '^(apps|libs|frontend)/', pathNot: tests },
    to: { path: '^libs/testing/' },
  },
  {
    name: 'frontend-is-browser-safe',
    comment: 'Nothing of our libs that the web app leads to needs a server.',
    severity: 'error',
    from: { path: '^libs/(contracts|workflow|expressions)/', ...notTests },
    to: { reachable: true, path: serverOnly },
  },
  {
    name: 'no-test-imported',
    comment: 'Tests are ends of the graph.',
    severity: 'error',
    from: {},
    to: { path: '\\.(spec|int-spec|e2e-spec)\\.tsx?$' },
  },
  {
    name: 'oracle-is-alone',
    comment: 'The judge of the chaos runs shares no code with what it judges.',
    severity: 'error',
    from: { path: '^libs/testing/src/oracle/' },
    to: { path: '^(libs|apps|bench)/', pathNot: '^libs/testing/src/oracle/' },
  },
  {
    name: 'no-dev-packages',
    comment: 'What ships is among the dependencies.',
    severity: 'error',
    from: { path: '^(apps|libs)/', ...notTests },
    to: {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['type-only'],
      pathNot: '^node_modules/@types/',
    },
  },
];

module.exports = {
  forbidden: rules,
  options: {
    doNotFollow: { path: '^node_modules|/node_modules/' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    cache: { folder: '.cache/depcruise', strategy: 'content' },
    tsConfig: { fileName: 'tsconfig.json' },
    webpackConfig: { fileName: 'scripts/resolve-libs.cjs' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
    },
  },
};
