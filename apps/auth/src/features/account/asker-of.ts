import { mailLanguage } from '#libs/contracts';
import type { HttpContext } from '#libs/platform/http';
import type { Asker } from './account.service.js';

/** Who asks by this request. */
export const askerOf = (http: HttpContext): Asker => ({
  address: http.ip,
  language: mailLanguage(http.header('accept-language')),
});
