import {
  setAgentExposure,
  setWorkflowExposure,
  type AgentExposure,
  type Permission,
  type WorkflowExposure,
} from '#libs/contracts';
import { call } from '../../app/call.js';

/** An agent or a workflow as programs outside see it. */
export interface Offer {
  kind: 'agent' | 'workflow';
  id: string;
  name: string;
  mcp: boolean;
  /** Workflows are not offered by A2A. */
  a2a: boolean;
  /** Its whole name as a tool. */
  tool: string | null;
  description: string;
  /** Active, or published: others cannot be called. */
  ready: boolean;
}

type Row = (AgentExposure | WorkflowExposure) & { name: string; ready: boolean };

export const offerOf = (kind: Offer['kind'], row: Row): Offer => ({
  kind,
  id: 'agentId' in row ? row.agentId : row.workflowId,
  name: row.name,
  mcp: row.mcp,
  a2a: 'a2a' in row && row.a2a,
  tool: row.tool,
  description: row.description,
  ready: row.ready,
});

export const needs: Record<Offer['kind'], Permission> = { agent: 'agents:write', workflow: 'workflows:publish' };

/** What is changed about an offer. `tool`: without what stands before it; left out, it stays or is made from the name. */
export interface Wish {
  mcp: boolean;
  a2a: boolean;
  tool?: string;
  description?: string;
}

/** Offers a thing, changes how, or takes it back. */
export const setOffer = (
  kind: Offer['kind'],
  id: string,
  { a2a, ...wish }: Wish,
): Promise<AgentExposure | WorkflowExposure> =>
  kind === 'agent'
    ? call(setAgentExposure, { params: { id }, body: { ...wish, a2a } })
    : call(setWorkflowExposure, { params: { id }, body: wish });
