import { Inject, Injectable } from '@nestjs/common';
import type { ChannelNetwork } from '#libs/catalog/kit/channel-run';
import { EgressPolicy, SafeHttp, SafeSockets } from '#libs/platform/security';
import type { ChannelsConfig } from '../../config.js';
import { operatorChannels } from './channels.service.js';

const defaultPorts: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465, 'http:': 80, 'https:': 443 };

/** `host:port` of an address, as the egress policy lists it. */
function placeOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname.replace(/^\[|\]$/g, '')}:${port || defaultPorts[protocol]}`;
}

/** The ways out for channels: companies reach what the egress policy allows, the operator's own channels their own host besides. */
@Injectable()
export class ChannelNetworks {
  readonly company: ChannelNetwork;
  readonly operator: ChannelNetwork;

  constructor(
    http: SafeHttp,
    egress: EgressPolicy,
    @Inject(operatorChannels) { smtpUrl, sendgridApiKey, sendgridUrl, slackWebhookUrl }: ChannelsConfig,
  ) {
    const sendgrid = sendgridApiKey === undefined ? undefined : sendgridUrl;
    const own = [smtpUrl, sendgrid, slackWebhookUrl].flatMap((address) =>
      address === undefined ? [] : [placeOf(address)],
    );
    this.company = networkOf(http, egress);
    this.operator = networkOf(http, egress.including(own));
  }
}

function networkOf(http: SafeHttp, egress: EgressPolicy): ChannelNetwork {
  const sockets = new SafeSockets(egress);
  return {
    fetch: (url, init) => http.fetch(url, init),
    agentFor: (url) => sockets.agentFor(url),
    resolve: (host, port) => sockets.resolve(host, port),
  };
}
