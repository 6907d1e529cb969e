import { createHash } from 'node:crypto';
import type { Serving } from '#libs/durable';
import { ConfigError, loadConfig } from '#libs/platform/config';
import type { Host } from '#libs/service';
import { agentsConfig } from '../../config.js';

/** As wide as the column that says which group a run is of. */
const mostCharacters = 64;

/**
 * The group of an agent's tasks: its name, whatever its case. A task keeps the one that it was created under, also when the agent gets
 * another name meanwhile.
 */
export function groupOf(agentName: string): string {
  const name = agentName.trim().toLowerCase();
  return name.length <= mostCharacters ? name : createHash('sha256').update(name).digest('base64url');
}

/** The worker's share by `AAAS_AGENTS`. */
export function servingOf(names: readonly string[]): Serving {
  if (names.length === 0) return {};
  const isExcept = names[0]!.startsWith('-');
  const groups = [...new Set(names.map((name) => groupOf(isExcept ? name.slice(1) : name)))];
  return isExcept ? { except: groups } : { only: groups };
}

/** Agents that this worker is for, as the operator wrote them, by group. Empty: for all. */
export function readServedAgents(): ReadonlyMap<string, string> {
  const { agents } = loadConfig({ agents: agentsConfig }).agents;
  return new Map(agents.filter((name) => !name.startsWith('-')).map((name) => [groupOf(name), name]));
}

/** @throws ConfigError when a process that must take all tasks, because it may be the only one, is told to take some alone */
export function readServing({ role }: Pick<Host, 'role'>, environment?: Record<string, string | undefined>): Serving {
  const { agents } = loadConfig({ agents: agentsConfig }, environment);
  const serving = servingOf(agents.agents);
  if (serving.only && role !== 'worker')
    throw new ConfigError(
      'AAAS_AGENTS: names of agents are for a process with AAAS_ROLE=worker; this one answers for all agents',
    );
  return serving;
}
