import { implementTool, invalidToolInput } from '../../kit.js';
import { httpRequest } from '../../node-kinds/http-request/http-request.def.js';
import { sendRequest } from '../../node-kinds/http-request/http-request.run.js';
import { httpRequestTool } from './http-request.def.js';

const maxBytes = 2 * 1024 * 1024;

/** The step kind of the same name does the work, so that verdicts and limits are the same. Every status is an answer to a model. */
export const runHttpRequestTool = implementTool(
  httpRequestTool,
  async ({ body, ...request }, { key, use, progress }) => {
    const config = httpRequest.config.safeParse({
      ...request,
      ...(body === undefined ? {} : { body, bodyAs: typeof body === 'string' ? 'text' : 'json' }),
      acceptStatus: ['1xx', '2xx', '3xx', '4xx', '5xx'],
      maxBytes,
    });
    if (!config.success)
      throw invalidToolInput(
        httpRequestTool.name,
        config.error.issues.map(({ path, message }) => ({ path: path.join('.') || 'input', message })),
      );
    const { output } = await sendRequest({ config: config.data, key, use, heartbeat: () => progress({}) });
    return { status: output.status, headers: output.headers, body: output.body };
  },
);
