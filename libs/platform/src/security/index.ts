export { AccessTokens, accessTokenClaims, KeySource } from './access-tokens.js';
export { ApiKeyCheck, apiKeyHash, type KeyStanding } from './api-key-check.js';
export { AuthGuard } from './auth-guard.js';
export { EgressPolicy } from './egress-policy.js';
export { Networks, plainAddress } from './networks.js';
export { SafeHttp, type Authorization, type SafeInit } from './safe-http.js';
export { SafeSockets } from './safe-sockets.js';
export { CachedSessionCheck, SessionCheck, type Barriers, type Standing } from './session-check.js';
