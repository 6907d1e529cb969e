import * as contracts from '#libs/contracts';
import {
  crossOriginHeaders,
  crossOriginPaths,
  docsPath,
  doorHeaders,
  doorImages,
  doorPatience,
  doorRates,
  type ErrorCode,
  framedHeaders,
  framedPath,
  errors,
  maintenancePage,
  rootRouting,
  type RouteSpec,
  routing,
  type ServiceName,
  services,
  transportSecurity,
} from '#libs/contracts';

const megabyte = 1024 * 1024;

const isRoute = (value: unknown): value is RouteSpec =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'responses' in value;

/** Every route of the contracts. */
export const allRoutes = (): RouteSpec[] => Object.values(contracts as Record<string, unknown>).filter(isRoute);

const streams = (route: RouteSpec): boolean => route.streams === true || Object.values(route.responses).includes('sse');
const isSpecial = (route: RouteSpec): boolean => streams(route) || (route.bodyLimit ?? 0) > megabyte;

const fullPath = ({ root, path }: RouteSpec): string => (root ? path : `/api/v1${path}`);

const serviceOf = ({ root, path }: RouteSpec): ServiceName => {
  const service = root
    ? Object.entries(rootRouting).find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1]
    : routing[path.split('/')[1] ?? ''];
  if (!service) throw new Error(`No service is named for ${path} in libs/contracts/src/routing.ts`);
  return service;
};

const escaped = (text: string): string => text.replaceAll('.', '\\.');
const pattern = (path: string): string => escaped(path).replace(/:[A-Za-z]+/g, '[^/]+');

function specialLocation(path: string, routes: RouteSpec[]): string {
  const limit = Math.max(...routes.map(({ bodyLimit }) => bodyLimit ?? megabyte));
  const lines = [`location ~ ^${pattern(path)}$ {`];
  if (limit > megabyte) lines.push(`  client_max_body_size ${Math.ceil(limit / megabyte)}m;`);
  if (routes.some(streams)) lines.push('  proxy_buffering off;', '  proxy_read_timeout 1h;', '  gzip off;');
  return [...lines, `  proxy_pass http://${serviceOf(routes[0]!)};`, '}'].join('\n');
}

const prefixesOf = (service: ServiceName): string[] =>
  Object.keys(routing).filter((prefix) => routing[prefix] === service);

/** nginx locations: routes that stream or take large bodies first, then each service's prefixes, then those at the root. */
export function routesConf(): string {
  const all = allRoutes();
  const special = [...new Set(all.filter(isSpecial).map(fullPath))].sort();
  const locations = special.map((path) =>
    specialLocation(
      path,
      all.filter((route) => fullPath(route) === path),
    ),
  );
  for (const service of services) {
    const prefixes = prefixesOf(service).map(escaped).join('|');
    if (prefixes) locations.push(`location ~ ^/api/v1/(${prefixes})(/|$) {\n  proxy_pass http://${service};\n}`);
  }
  for (const [path, service] of Object.entries(rootRouting)) {
    locations.push(`location ~ ^${escaped(path)}(/|$) {\n  proxy_pass http://${service};\n}`);
  }
  return [made, ...locations, ''].join('\n');
}

const made = '# Made from libs/contracts by scripts/write-gateway.ts.';
const variableOf = (header: string): string => `$aaas_${header.toLowerCase().replaceAll('-', '_')}`;
const map = (from: string, to: string, entries: readonly (readonly [string, string])[]): string =>
  [`map ${from} ${to} {`, ...entries.map(([key, value]) => `  ${key} ${value};`), '}'].join('\n');

/** What the door counts, and what its headers hang on: maps of the http block, because one add_header in a location would drop all the server's. */
export function doorConf(): string {
  const seconds = (ms: number) => `${ms / 1000}s`;
  const rates = doorRates.map(({ name, paths }) =>
    // Requests with an empty key are not counted.
    map('$uri', `$aaas_${name}_key`, [
      ['default', '""'],
      [`"~${paths}"`, '$binary_remote_addr'],
    ]),
  );
  return [
    made,
    ...rates,
    'limit_conn_zone $binary_remote_addr zone=aaas_connections:10m;',
    'limit_conn_status 429;',
    `client_header_timeout ${seconds(doorPatience.headersMs)};`,
    `client_body_timeout ${seconds(doorPatience.bodyMs)};`,
    `send_timeout ${seconds(doorPatience.bodyMs)};`,
    `keepalive_timeout ${seconds(doorPatience.keepAliveMs)};`,
    map('$uri', '$aaas_images', [
      ['default', `"${doorImages.others}"`],
      [`~^${docsPath}`, `"${doorImages.docs}"`],
    ]),
    ...Object.entries(framedHeaders).map(([name, value]) =>
      map('$uri', variableOf(name), [
        ['default', `"${doorHeaders('')[name]}"`],
        [`~^${framedPath}`, `"${value}"`],
      ]),
    ),
    // A file that a service hands out has a stricter one of its own.
    map('$upstream_http_content_security_policy', '$aaas_policy', [
      ['default', '$upstream_http_content_security_policy'],
      ['""', `"${doorHeaders('$aaas_images')[policyHeader]}"`],
    ]),
    map('$aaas_scheme', '$aaas_transport', [
      ['default', '""'],
      ['https', `"${transportSecurity}"`],
    ]),
    map('$uri', '$aaas_cross_origin', [
      ['default', '""'],
      [`"~${crossOriginPaths}"`, 'Origin'],
    ]),
    map('"$aaas_cross_origin|$aaas_known_origin"', '$aaas_allow_origin', [
      ['default', '""'],
      ['"~^Origin\\|(?<known>.+)$"', '$known'],
    ]),
    ...Object.entries(crossOriginHeaders).map(([name, value]) =>
      map('$aaas_allow_origin', variableOf(name), [
        ['default', `"${value}"`],
        ['""', '""'],
      ]),
    ),
    map('"$request_method|$aaas_allow_origin|$http_access_control_request_method"', '$aaas_preflight', [
      ['default', '0'],
      ['"~^OPTIONS\\|.+\\|.+"', '1'],
    ]),
    ...[
      ...Object.keys(doorHeaders('')),
      ...Object.keys(crossOriginHeaders),
      'Access-Control-Allow-Origin',
      ...others,
    ].map((name) => `proxy_hide_header ${name};`),
    '',
  ].join('\n');
}
const policyHeader = 'Content-Security-Policy';
const others = ['Strict-Transport-Security', 'X-Request-Id'];

/** Headers of every answer, for the server block. */
export function headersConf(): string {
  const always = (name: string, value: string) => `add_header ${name} ${value} always;`;
  return [
    made,
    ...Object.entries(doorHeaders('')).map(([name, value]) =>
      always(name, name === policyHeader ? '$aaas_policy' : name in framedHeaders ? variableOf(name) : `"${value}"`),
    ),
    always('Strict-Transport-Security', '$aaas_transport'),
    always('Vary', '$aaas_cross_origin'),
    always('Access-Control-Allow-Origin', '$aaas_allow_origin'),
    ...Object.keys(crossOriginHeaders).map((name) => always(name, variableOf(name))),
    `limit_conn aaas_connections ${doorPatience.connectionsPerAddress};`,
    '',
  ].join('\n');
}

/** The page that stands for the web app while the operator works on the platform. */
export const maintenanceConf = (): string =>
  [
    made,
    'location = /maintenance.html {',
    '  default_type "text/html; charset=utf-8";',
    `  return 503 '${maintenancePage.replaceAll('\n', ' ').replaceAll("'", "\\'")}';`,
    '}',
    '',
  ].join('\n');

/** What nginx refuses by itself, and the code that the platform has for it. */
const refusals: Record<string, { statuses: number[]; code: ErrorCode }> = {
  bad_request: { statuses: [400], code: 'VALIDATION_FAILED' },
  not_found: { statuses: [404], code: 'NOT_FOUND' },
  not_allowed: { statuses: [405], code: 'METHOD_NOT_ALLOWED' },
  too_large: { statuses: [413, 414], code: 'BODY_TOO_LARGE' },
  slow_down: { statuses: [429], code: 'RATE_LIMITED' },
  unavailable: { statuses: [500, 502, 503], code: 'UNAVAILABLE' },
  too_late: { statuses: [504], code: 'DEADLINE_EXCEEDED' },
};

/** Problem documents (RFC 9457) for nginx's own refusals. */
export function problemsConf(): string {
  const blocks = Object.entries(refusals).map(([name, { statuses, code }]) => {
    const { status, title, help } = errors[code] as { status: number; title: string; help?: string };
    const type = `urn:aaas:problem:${code}`;
    const problem = JSON.stringify({
      type,
      title,
      status,
      code,
      requestId: '$aaas_request_id',
      help: status === 400 ? undefined : help,
    }).replaceAll("'", "\\'");
    return [
      `error_page ${statuses.join(' ')} = @${name};`,
      `location @${name} {`,
      // By its extension nginx would take it for the file that was asked for.
      '  types { }',
      '  default_type application/problem+json;',
      `  return ${status} '${problem}';`,
      '}',
    ].join('\n');
  });
  return [made, ...blocks, ''].join('\n');
}
