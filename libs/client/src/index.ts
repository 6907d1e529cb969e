export { ApiClient, ApiProblem, type CallInput } from './api-client.js';
