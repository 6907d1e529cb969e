import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services, type ServiceName } from '#libs/contracts';
import { type NginxPlace, type NginxServer, startNginx } from './servers/nginx.js';

/** The root of the checkout: all commands run there. */
const gatewayFolder = () => join(process.cwd(), 'gateway');

export interface GatewayOptions {
  /** Ports on 127.0.0.1 of each service's replicas. */
  upstreams: Record<ServiceName, number[]>;
  /** Folder of the built web app. */
  webRoot: string;
  /** Folder of the OpenAPI document and its page; dist/docs unless set. */
  docsRoot?: string;
  /** Requests a second and address; `burst` come at once. Generous unless set, as tests and benchmarks share one address. */
  rate?: number;
  burst?: number;
  /** Log-ins and sign-ups a second and address. */
  signInRate?: number;
  signInBurst?: number;
  /** Requests that read much, a second and address. */
  heavyRate?: number;
  heavyBurst?: number;
  /** As AAAS_TRUSTED_PROXIES and AAAS_CORS_ORIGINS say it. */
  trustedProxies?: string;
  origins?: string;
  /** Files of a certificate and its key: then TLS is spoken on this port, and the other one leads there. */
  tls?: { certificate: string; key: string; port: number };
}

const serversOf = (ports: number[]): string =>
  ports.map((port) => `server 127.0.0.1:${port} max_fails=1 fail_timeout=1s;`).join(' ');

function variables(options: GatewayOptions, place: NginxPlace): Record<string, string> {
  const upstreams = services.map((name) => [`AAAS_UPSTREAM_${name.toUpperCase()}`, serversOf(options.upstreams[name])]);
  return settled({
    // Workers of a root process become nobody, who may not enter root's temporary folders.
    AAAS_GATEWAY_USER: process.getuid?.() === 0 ? 'user root;' : '',
    AAAS_GATEWAY_WORKERS: '1',
    AAAS_GATEWAY_TMP: place.folder,
    AAAS_GATEWAY_DIR: gatewayFolder(),
    AAAS_GATEWAY_LOG: join(place.folder, 'access.log'),
    AAAS_GATEWAY_LISTEN: `127.0.0.1:${place.port}`,
    NGINX_LOCAL_RESOLVERS: '127.0.0.1',
    AAAS_GATEWAY_RATE: String(options.rate ?? 100_000),
    AAAS_GATEWAY_BURST: String(options.burst ?? 10_000),
    AAAS_GATEWAY_SIGN_IN_RATE: String(options.signInRate ?? 1000),
    AAAS_GATEWAY_SIGN_IN_BURST: String(options.signInBurst ?? 1000),
    AAAS_GATEWAY_HEAVY_RATE: String(options.heavyRate ?? 1000),
    AAAS_GATEWAY_HEAVY_BURST: String(options.heavyBurst ?? 1000),
    AAAS_GATEWAY_MAINTENANCE: join(place.folder, 'maintenance'),
    AAAS_TRUSTED_PROXIES: options.trustedProxies ?? '',
    AAAS_CORS_ORIGINS: options.origins ?? '',
    AAAS_GATEWAY_TLS_CERTIFICATE: options.tls?.certificate ?? '',
    AAAS_GATEWAY_TLS_KEY: options.tls?.key ?? '',
    AAAS_GATEWAY_TLS_LISTEN: `127.0.0.1:${options.tls?.port ?? 0}`,
    AAAS_WEB_ROOT: options.webRoot,
    AAAS_DOCS_ROOT: options.docsRoot ?? join(process.cwd(), 'dist/docs'),
    ...(Object.fromEntries(upstreams) as Record<string, string>),
  });
}

/** What the image's entry point makes of the settings before it fills in the template. @throws when a setting is refused */
function settled(values: Record<string, string>): Record<string, string> {
  const script = `. '${join(gatewayFolder(), 'settings.envsh')}' && env -0`;
  const lines = execFileSync('sh', ['-c', script], { env: { ...process.env, ...values }, stdio: 'pipe' }).toString();
  const after = Object.fromEntries(lines.split('\0').map((line) => line.split(/=(.*)/s, 2) as [string, string]));
  return Object.fromEntries(Object.entries(after).filter(([name]) => /^(AAAS_|NGINX_)/.test(name)));
}

/** Fills `gateway/nginx.conf.template` as the image's envsubst does. @throws when a name in it has no value. */
export function fillTemplate(template: string, values: Record<string, string>): string {
  return template.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The gateway's template needs ${name}`);
    return value;
  });
}

/** The gateway's own configuration, for servers on this machine. */
export function gatewayConfig(options: GatewayOptions, place: NginxPlace): string {
  const template = readFileSync(join(gatewayFolder(), 'nginx.conf.template'), 'utf8').replace(/^#.*\n/gm, '');
  return fillTemplate(template, variables(options, place));
}

/** Starts Nginx with the gateway's own configuration. Its access log is `<folder>/access.log`. */
export function startGateway(options: GatewayOptions, port?: number): Promise<NginxServer> {
  return startNginx((place) => gatewayConfig(options, place), port);
}
