import { testKey, type WiredProvider } from './wire-suite.js';

type Sent = WiredProvider['sent'];
const bearer: Sent['key'] = (headers) => headers['authorization'] === `Bearer ${testKey}`;

/** Where things stand in a request of chat completions. */
export const chatBodies: Sent = {
  image: (body) => body['messages'],
  required: (body) => body['tool_choice'] === 'required',
  schema: (body) => (body['response_format'] as { json_schema: { strict: boolean } }).json_schema.strict,
  stop: (body) => body['stop'],
  seed: (body) => body['seed'],
  topP: (body) => body['top_p'],
  key: bearer,
};

/** Where things stand in a request of the responses API. */
export const responsesBodies: Sent = {
  image: (body) => body['input'],
  required: (body) => body['tool_choice'] === 'required',
  schema: (body) => (body['text'] as { format: { strict: boolean } }).format.strict,
  topP: (body) => body['top_p'],
  key: bearer,
};
