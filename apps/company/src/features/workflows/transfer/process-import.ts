import { Injectable } from '@nestjs/common';
import { agentsRpc, type Caller, type ImportReport, type RpcIn, type RpcOut } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import {
  checkProcess,
  definitionOfProcess,
  goalOf,
  processDocument,
  type Definition,
  type ProcessDocument,
} from '#libs/workflow';
import { invalid, parsed, type ImportNote } from './document.js';
import { modelWishOf } from './process-model.js';

/** A document, ready to become a draft. */
export interface Prepared {
  name: string;
  description: string;
  definition: Definition;
  report: ImportReport;
}

type Wish = RpcIn<typeof agentsRpc.assignAgents>['wishes'][number];
type Assignment = RpcOut<typeof agentsRpc.assignAgents>['assignments'][number];

/** Process documents as workflows that run: with the company's agents, or new ones where it has none. */
@Injectable()
export class ProcessImport {
  constructor(private readonly rpc: RpcClient) {}

  /** Nothing is created for a document that has issues. @throws DOCUMENT_INVALID with every issue; UNAVAILABLE without the agents service */
  async prepare(caller: Caller, value: unknown): Promise<Prepared> {
    const process = parsed(processDocument, value);
    const issues = checkProcess(process);
    if (issues.length > 0) throw invalid(issues);
    const notes: ImportNote[] = [];
    const { wishes, wishOf } = wishesOf(process, notes);
    const { assignments } = await this.rpc.call(agentsRpc.assignAgents, { wishes }, { caller });
    const definition = definitionOfProcess(process, (index) => assignments[wishOf[index]!]!.agent.name);
    const report: ImportReport = { format: 'process', created: [], matched: [], missing: [], notes };
    for (const assignment of assignments) tell(assignment, report);
    return { name: nameOf(process), description: process.description ?? '', definition, report };
  }
}

/** Tasks that name the same agent share a wish; one that names none has its own. */
function wishesOf({ tasks }: ProcessDocument, notes: ImportNote[]): { wishes: Wish[]; wishOf: number[] } {
  const wishes: Wish[] = [];
  const known = new Map<string, number>();
  const wishOf = tasks.map(({ agent, ...task }, index) => {
    const named = agent && (agent.id ?? agent.name);
    const key = named ? JSON.stringify([agent.id ?? null, agent.name?.trim().toLowerCase() ?? null]) : `task ${index}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, wishes.length);
    const path = agent ? `tasks[${index}].agent` : `tasks[${index}]`;
    const { id, name, goal, description, instructions, tools } = agent ?? {};
    return (
      wishes.push({
        ref: path,
        task: goalOf(task),
        ...given({ id, name: name?.trim(), goal: goal ?? description, instructions }),
        ...(agent?.model ? modelWishOf(agent.model, `${path}.model`, notes) : {}),
        tools: (tools ?? []).map(({ name: tool, ...more }) => given({ id: 'id' in more ? more.id : null, name: tool })),
      }) - 1
    );
  });
  return { wishes, wishOf };
}

/** Without what is empty. */
const given = <T extends Record<string, string | null | undefined>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as { [K in keyof T]?: string };

function tell({ ref, agent, outcome, reason, tools, model }: Assignment, report: ImportReport): void {
  const list = outcome === 'created' ? report.created : report.matched;
  list.push({ type: 'agent', id: agent.id, name: agent.name, path: ref, reason });
  if (agent.status !== 'active')
    report.notes.push({
      path: ref,
      code: 'AGENT_INACTIVE',
      message: `The agent ${agent.name} is ${agent.status}; activate it before the workflow runs`,
    });
  if (model) report.missing.push({ type: 'model', name: model.wanted, path: `${ref}.model`, reason: model.reason });
  tools.forEach(({ wanted, found, request }, index) => {
    const path = `${ref}.tools[${index}]`;
    if (found === null)
      report.missing.push({
        type: 'tool',
        name: wanted,
        path,
        reason: request
          ? 'There is no such tool yet; it is looked for, and the agent works without it until then'
          : 'There is no such tool; the agent works without it',
      });
    else report.matched.push({ type: 'tool', name: found, path, reason: 'The tool is there' });
  });
}

const nameOf = ({ name }: ProcessDocument): string =>
  (name ?? '').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim() || 'Imported process';
