import { z } from 'zod';
import { doorRates, type DoorRate } from '#libs/contracts';
import { addressList, defineConfig, originList, variable } from '#libs/platform/config';

const rate = (name: DoorRate['name']) => doorRates.find((each) => each.name === name)!;
const count = z.coerce.number('expected a number').positive('expected a number above 0');

/** What the embedded front door and the gateway let in. Both read the same names. */
export const doorConfig = defineConfig('door', {
  rate: variable('AAAS_GATEWAY_RATE', count.default(rate('api').perSecond), 'Requests to the API a second and address'),
  burst: variable('AAAS_GATEWAY_BURST', count.default(rate('api').burst), 'How many more may come at once'),
  signInRate: variable(
    'AAAS_GATEWAY_SIGN_IN_RATE',
    count.default(rate('sign_in').perSecond),
    'Log-ins, sign-ups and the like a second and address',
  ),
  signInBurst: variable(
    'AAAS_GATEWAY_SIGN_IN_BURST',
    count.default(rate('sign_in').burst),
    'How many more may come at once',
  ),
  heavyRate: variable(
    'AAAS_GATEWAY_HEAVY_RATE',
    count.default(rate('heavy').perSecond),
    'Exports and other requests that read much, a second and address',
  ),
  heavyBurst: variable(
    'AAAS_GATEWAY_HEAVY_BURST',
    count.default(rate('heavy').burst),
    'How many more may come at once',
  ),
  trustedProxies: variable(
    'AAAS_TRUSTED_PROXIES',
    addressList,
    'Addresses and CIDRs of load balancers in front, comma-separated: their X-Forwarded-For and -Proto are believed',
  ),
  origins: variable(
    'AAAS_CORS_ORIGINS',
    originList,
    'Origins of other web apps that may ask the API, comma-separated, each exactly: https://app.example.com',
  ),
});
