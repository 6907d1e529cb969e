import type { Agent } from 'node:http';
import type { z } from 'zod';
import type { ChannelDef, ChannelMessage } from './channel.js';

/** The only ways out of the process, given by the platform: all decide on the address and refuse private and local ones. */
export interface ChannelNetwork {
  fetch(
    url: string,
    init: { method: string; headers: Record<string, string>; body: string; redirect: 'manual'; signal: AbortSignal },
  ): Promise<{ status: number; headers: { get(name: string): string | null }; text(): Promise<string> }>;
  /** For clients that take an agent instead of a fetch. */
  agentFor(url: URL): Agent;
  /** For protocols that are not HTTP: the address to connect to. @throws EGRESS_REFUSED, EGRESS_FAILED when the name is unknown */
  resolve(host: string, port: number): Promise<string>;
}

/** The notifications service's own store of messages inside the app. */
export interface InAppStore {
  store(message: { key: string; userId: string; title: string; text: string; link?: string }): Promise<void>;
}

/** Signs a body in the name of the company; see https://www.standardwebhooks.com. */
export interface WebhookSignature {
  /** `webhook-id`, `webhook-timestamp`, `webhook-signature`; the time is that of this attempt. */
  headersFor(id: string, body: string): Promise<Record<string, string>>;
}

export interface ChannelCapabilities {
  network: ChannelNetwork;
  inApp: InAppStore;
  signature: WebhookSignature;
}

export interface ChannelSending<C> {
  config: C;
  message: ChannelMessage;
  signal: AbortSignal;
  use: ChannelCapabilities;
}

/** Resolves when the receiver has accepted. @throws AppError with a verdict: CHANNEL_FAILED (again soon), CHANNEL_BUSY (after), CHANNEL_REFUSED or EGRESS_REFUSED (never) */
export type ChannelRun<D extends ChannelDef> =
  D extends ChannelDef<infer C, infer _R>
    ? (sending: ChannelSending<z.output<C>>) => Promise<{ messageId?: string }>
    : never;

/** Ties a run to its definition. */
export const implementChannel = <D extends ChannelDef>(_def: D, run: ChannelRun<D>): ChannelRun<D> => run;

export type ChannelRunsOf<Defs extends Record<string, ChannelDef>> = { [K in keyof Defs]: ChannelRun<Defs[K]> };
