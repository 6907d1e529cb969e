import type { z } from 'zod';
import { effectOf } from '#libs/workflow';
import { implement, type HttpAnswer, type HttpRequest, type StepInput } from '../../kit.js';
import { bodyOf } from './answer-body.js';
import { exchange } from './exchange.js';
import { followPages } from './follow-pages.js';
import { httpRequest } from './http-request.def.js';
import { encoders } from './request-body.js';

type Config = z.output<typeof httpRequest.config>;
type Step = Pick<StepInput<Config, 'http' | 'artifacts'>, 'config' | 'key' | 'use' | 'heartbeat'>;

export const runHttpRequest = implement(httpRequest, (step) => sendRequest(step));

/** One request, or page after page. @throws as `exchange`, and HTTP_ANSWER_INVALID */
export async function sendRequest(step: Step) {
  const { config } = step;
  const url = addressOf(config);
  if (!config.pagination) {
    const answer = await ask(step, url, config.maxBytes);
    return { output: { ...headOf(answer), body: await readBody(step, url, answer) } };
  }
  const read = async (page: URL, left: number) => {
    step.heartbeat();
    const answer = await ask(step, page, left);
    return { answer, body: await readBody(step, page, answer) };
  };
  const { items, last, pages, complete } = await followPages(config.pagination, url, config.maxBytes, read);
  const warnings = complete ? [] : [`There are more than ${pages} pages; what follows was left out`];
  return { output: { ...headOf(last), body: items, pages, complete }, warnings };
}

function addressOf({ url, query = {} }: Config): URL {
  const address = new URL(url);
  for (const [name, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== null) address.searchParams.append(name, String(item));
  return address;
}

async function ask(step: Step, url: URL, maxBytes: number): Promise<HttpAnswer> {
  const { method, credential, body, bodyAs, timeoutMs, maxRedirects, acceptStatus } = step.config;
  const encoded = body === undefined ? undefined : await encoders[bodyAs](body, step.use.artifacts);
  const request: HttpRequest = {
    method,
    url: url.href,
    headers: headersOf(step, encoded?.contentType),
    ...(encoded ? { body: encoded.content } : {}),
    ...(credential === undefined ? {} : { credential }),
    timeoutMs,
    maxBytes,
    maxRedirects,
  };
  const isEffectful = effectOf(httpRequest, step.config) === 'effectful';
  return exchange(step.use, { request, acceptStatus, isEffectful });
}

/** What the person wrote wins. The key lets a receiver know a repeat. */
function headersOf({ config, key }: Step, contentType: string | undefined): Record<string, string> {
  const changes = !['GET', 'HEAD', 'OPTIONS'].includes(config.method);
  const given = Object.fromEntries(
    Object.entries(config.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    'user-agent': 'AaaS',
    accept: 'application/json, text/*;q=0.9, */*;q=0.8',
    ...(changes ? { 'idempotency-key': key } : {}),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...given,
  };
}

/** Cookies of a stranger's session are secrets, and stay out of the history. */
function headOf({ status, headers }: HttpAnswer): Pick<HttpAnswer, 'status' | 'headers'> {
  const { 'set-cookie': _cookies, ...told } = headers;
  return { status, headers: told };
}

const readBody = (step: Step, url: URL, answer: HttpAnswer): Promise<unknown> =>
  bodyOf(answer, step.config.responseAs, url.pathname.split('/').at(-1) ?? '', () => step.use.artifacts);
