/** Calls to the outside with credentials of a company, which are opened where they leave. */
export { isAllowed } from './allowed-hosts.js';
export { CredentialedHttp, type OutboundAnswer, type OutboundRequest } from './credentialed-http.js';
export {
  credentialOwner,
  openCredential,
  type OpenCredential,
  type OpenSecrets,
  type SealedCredential,
} from './open-credential.js';
