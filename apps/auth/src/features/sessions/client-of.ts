import { mailLanguage } from '#libs/contracts';
import type { HttpContext } from '#libs/platform/http';
import { plainAddress } from '#libs/platform/security';
import type { Client } from './session.repository.js';

/** Where a request comes from, as sessions remember it. */
export const clientOf = (http: HttpContext): Client => ({
  address: plainAddress(http.ip),
  device: http.userAgent,
  language: mailLanguage(http.header('accept-language')),
});
