import { httpRequest } from '#libs/catalog/node-kinds/http-request/http-request.def';
import { sendRequest } from '#libs/catalog/node-kinds/http-request/http-request.run';
import type { HttpCapability } from '#libs/catalog/kit';
import { AppError, type ToolDefinition } from '#libs/contracts';
import { ExpressionError, resolve } from '#libs/expressions';
import type { ToolContent } from './custom-tool.entity.js';
import { fillAddress } from './http-address.js';

type HttpDefinition = Extract<ToolDefinition, { kind: 'http' }>;

const maxBytes = 4 * 1024 * 1024;

/**
 * Fills in the templates, and lets the step kind of the same name do the work: limits, verdicts and walls are the same.
 * @throws TOOL_INPUT_INVALID, and as http.request
 */
export async function callHttpTool(
  content: ToolContent & { definition: HttpDefinition },
  input: unknown,
  { http, key }: { http: HttpCapability; key: string },
): Promise<unknown> {
  const { definition, timeoutMs, effect } = content;
  const config = httpRequest.config.safeParse(filled(definition, input, timeoutMs, effect));
  if (!config.success)
    throw new AppError('TOOL_INPUT_INVALID', {
      detail: config.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    });
  const { output } = await sendRequest({
    config: config.data,
    key,
    heartbeat: () => undefined,
    use: { http, artifacts: noFiles },
  });
  const { status, headers, body } = output;
  if (definition.output === undefined) return body ?? null;
  return evaluated(() => resolve(definition.output, { input, status, headers, body: body ?? null })) ?? null;
}

function filled(definition: HttpDefinition, input: unknown, timeoutMs: number, effect: ToolContent['effect']) {
  const { method, url, query, headers, body, bodyAs, credential, acceptStatus } = definition;
  const scope = { input };
  return evaluated(() => ({
    method,
    url: fillAddress(url, scope),
    ...(query === undefined ? {} : { query: present(resolve(query, scope) as Record<string, unknown>) }),
    ...(headers === undefined ? {} : { headers: present(resolve(headers, scope) as Record<string, unknown>, String) }),
    ...bodyOf(resolve(body, scope), bodyAs),
    ...(credential === undefined ? {} : { credential }),
    acceptStatus,
    // A person said what repeating does: a failure is judged accordingly.
    idempotent: effect !== 'effectful',
    timeoutMs: Math.min(Math.max(timeoutMs, 100), 300_000),
    maxBytes,
    responseAs: 'auto',
  }));
}

const bodyOf = (body: unknown, bodyAs: string) => (body === undefined || body === null ? {} : { body, bodyAs });

/** What has no value is left out. */
const present = (fields: Record<string, unknown>, as: (value: unknown) => unknown = (value) => value) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, as(value)]],
    ),
  );

function evaluated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError) throw new AppError('TOOL_INPUT_INVALID', { detail: error.message });
    throw error;
  }
}

const noFile = () =>
  Promise.reject(new AppError('HTTP_ANSWER_INVALID', { detail: 'The answer is no JSON and no text' }));
const noFiles = { write: noFile, read: noFile };
