import type { AgentCard } from '@a2a-js/sdk';
import type { ExposedAgent } from '../exposures/agent-exposures.service.js';

const modes = ['text/plain', 'application/json'];
const signIn = 'An API key of the company with the scopes agents:run and agents:read';

/** The card of an agent, in the form of A2A 1.0. @param address of the agent's endpoint */
export function cardOf({ tool, name, description, version }: ExposedAgent, address: string): AgentCard {
  const reached = { url: address, protocolBinding: 'JSONRPC', tenant: '' };
  return {
    name,
    description,
    version: String(version),
    supportedInterfaces: [
      { ...reached, protocolVersion: '1.0' },
      { ...reached, protocolVersion: '0.3' },
    ],
    provider: undefined,
    capabilities: { streaming: true, pushNotifications: false, extensions: [] },
    securitySchemes: {
      bearer: {
        scheme: {
          $case: 'httpAuthSecurityScheme',
          value: { description: signIn, scheme: 'Bearer', bearerFormat: '' },
        },
      },
    },
    securityRequirements: [{ schemes: { bearer: { list: [] } } }],
    defaultInputModes: modes,
    defaultOutputModes: modes,
    skills: [
      {
        id: tool,
        name,
        description,
        tags: ['agent'],
        examples: [],
        inputModes: modes,
        outputModes: modes,
        securityRequirements: [],
      },
    ],
    signatures: [],
  };
}

/** The same for clients of A2A 0.3, which has no list of interfaces. */
export const legacyCardOf = ({ tool, name, description, version }: ExposedAgent, address: string) => ({
  protocolVersion: '0.3.0',
  name,
  description,
  version: String(version),
  url: address,
  preferredTransport: 'JSONRPC',
  capabilities: { streaming: true, pushNotifications: false },
  securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: signIn } },
  security: [{ bearer: [] }],
  defaultInputModes: modes,
  defaultOutputModes: modes,
  skills: [{ id: tool, name, description, tags: ['agent'] }],
});
