import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import {
  crossOriginHeaders,
  crossOriginPaths,
  docsPath,
  doorHeaders,
  doorImages,
  doorRates,
  framedHeaders,
  framedPath,
  transportSecurity,
  type DoorRate,
} from '#libs/contracts';
import type { ConfigOf } from '#libs/platform/config';
import type { doorConfig } from '../config.js';
import { ClientAddress } from './client-address.js';
import { Maintenance } from './maintenance.js';
import { Rates } from './rates.js';

export type DoorSettings = ConfigOf<(typeof doorConfig)['variables']> & {
  /** Address of the platform; where it is https, browsers are told to come by TLS alone. */
  publicUrl: string;
  dataDir: string;
};

const headersOfDocs = doorHeaders(doorImages.docs);
const headersOfOthers = doorHeaders(doorImages.others);
const headersOfFramed = Object.fromEntries(
  Object.entries({ ...headersOfOthers, ...framedHeaders }).filter(([, value]) => value !== ''),
);

/** Who may come in, how often, and what every answer says: the table of `contracts` with what the operator set. */
export class DoorRules {
  readonly addresses: ClientAddress;
  readonly maintenance: Maintenance;
  private readonly rates: Rates;
  private readonly isHttps: boolean;
  private readonly crossOrigin = new RegExp(crossOriginPaths);
  private readonly origins: ReadonlySet<string>;

  constructor({ trustedProxies, origins, publicUrl, dataDir, ...settings }: DoorSettings) {
    this.addresses = new ClientAddress(trustedProxies);
    this.maintenance = new Maintenance(join(dataDir, 'maintenance'));
    this.rates = new Rates(doorRates.map((rate) => ({ ...rate, ...settingsOf[rate.name](settings) })));
    this.isHttps = publicUrl.startsWith('https:');
    this.origins = new Set(origins);
  }

  mayCome(address: string, path: string): boolean {
    return this.rates.take(address, path);
  }

  /** Of every answer. */
  headersFor(request: IncomingMessage, path: string): Record<string, string> {
    const isSecure = this.isHttps || this.addresses.isSecure(request);
    return {
      ...headersAt(path),
      ...(isSecure ? { 'Strict-Transport-Security': transportSecurity } : {}),
      ...this.crossOriginHeadersFor(request, path),
    };
  }

  /** A browser asks beforehand whether a page of another origin may send this. */
  isPreflight(request: IncomingMessage, path: string): boolean {
    const asked = request.headers['access-control-request-method'] !== undefined;
    return request.method === 'OPTIONS' && asked && this.isKnownOrigin(request, path);
  }

  private crossOriginHeadersFor(request: IncomingMessage, path: string): Record<string, string> {
    if (!this.crossOrigin.test(path)) return {};
    if (!this.isKnownOrigin(request, path)) return { Vary: 'Origin' };
    return { Vary: 'Origin', 'Access-Control-Allow-Origin': request.headers.origin!, ...crossOriginHeaders };
  }

  private isKnownOrigin({ headers: { origin } }: IncomingMessage, path: string): boolean {
    return origin !== undefined && this.origins.has(origin) && this.crossOrigin.test(path);
  }
}

const headersAt = (path: string) =>
  path.startsWith(docsPath) ? headersOfDocs : path.startsWith(framedPath) ? headersOfFramed : headersOfOthers;

type RateSettings = Omit<DoorSettings, 'publicUrl' | 'dataDir' | 'origins' | 'trustedProxies'>;

const settingsOf: Record<DoorRate['name'], (settings: RateSettings) => Pick<DoorRate, 'perSecond' | 'burst'>> = {
  api: ({ rate, burst }) => ({ perSecond: rate, burst }),
  sign_in: ({ signInRate, signInBurst }) => ({ perSecond: signInRate, burst: signInBurst }),
  heavy: ({ heavyRate, heavyBurst }) => ({ perSecond: heavyRate, burst: heavyBurst }),
};
