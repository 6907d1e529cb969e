import { Injectable } from '@nestjs/common';
import { connectChat } from '#libs/catalog/providers/openai-wire/connect-chat';
import type { ProviderDef } from '#libs/catalog/providers/defs';
import { AppError } from '#libs/contracts';
import { SafeHttp } from '#libs/platform/security';
import { z } from 'zod';
import type { ConnectedProvider, Target } from './connected-provider.js';

const def: ProviderDef = {
  id: 'endpoint',
  version: 1,
  title: 'Custom endpoint',
  description: 'An address that speaks the chat completions of OpenAI',
  icon: 'plug',
  note: 'Named by an agent. Texts leave the platform; prices are unknown.',
  settings: z.object({}),
  needs: ['fetch'],
  tasks: [],
  models: [],
  toolCheck: 'probe',
  openEnded: true,
};

const kept = 100;

/**
 * Models at addresses that agents name. Whoever may write an agent may name any, so they are reached as everything is on somebody's behalf:
 * no private address, no key of ours.
 */
@Injectable()
export class CustomEndpoints {
  private readonly connected = new Map<string, ConnectedProvider>();

  constructor(private readonly http: SafeHttp) {}

  /** @param address with or without `/chat/completions` at its end. @throws MODEL_NOT_FOUND when no model is named */
  target(address: string, model: string | undefined): Target {
    if (model === undefined)
      throw new AppError('MODEL_NOT_FOUND', { detail: `Which model ${new URL(address).host} should use is not said` });
    const connected = this.connect(address.replace(/\/(chat\/completions\/?)?$/, ''));
    const facts = { name: model, title: model, contextTokens: null, tools: true, tier: 'large', price: null } as const;
    return { connected, name: model, id: `endpoint/${model}`, model: facts };
  }

  private connect(baseUrl: string): ConnectedProvider {
    const known = this.connected.get(baseUrl);
    if (known) return known;
    const provider = connectChat({ apiKey: 'none', baseUrl, fetch: this.fetch, tokenLimitField: 'max_tokens' });
    const key = `endpoint:${new URL(baseUrl).host}`.slice(0, 64);
    const made: ConnectedProvider = {
      id: 'endpoint',
      key,
      source: 'endpoint',
      def,
      provider,
      defaultModel: '',
      models: [],
    };
    if (this.connected.size >= kept) this.connected.delete(this.connected.keys().next().value!);
    this.connected.set(baseUrl, made);
    return made;
  }

  /** The SDK insists on a key; nobody is sent one that he did not give. Deadlines are the caller's. */
  private readonly fetch = ((url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    return this.http.fetch(url, { ...(init as object), headers: Object.fromEntries(headers), timeoutMs: 0 });
  }) as unknown as typeof globalThis.fetch;
}
