import { Injectable } from '@nestjs/common';
import { AppError, exposureRpc, type Caller } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import { WorkSource, type OfferedTool, type WorkProgress } from './work-source.port.js';

/** Runs of workflows, which `company` carries out, as work for programs outside. */
@Injectable()
export class WorkflowWork extends WorkSource {
  readonly idPrefix = 'run_';
  readonly needs = { start: 'runs:start', read: 'runs:read', cancel: 'runs:control' } as const;

  constructor(private readonly rpc: RpcClient) {
    super();
  }

  async tools(caller: Caller): Promise<OfferedTool[]> {
    return (await this.offered(caller)).map(({ tool, title, description, inputs }) => ({
      name: tool,
      title,
      description,
      inputSchema: isObjectSchema(inputs) ? inputs : wrapped(inputs),
    }));
  }

  async start(caller: Caller, tool: string, input: unknown, key: string): Promise<string> {
    const workflow = (await this.offered(caller)).find((each) => each.tool === tool);
    if (!workflow) throw new AppError('TOOL_NOT_FOUND');
    const given = isObjectSchema(workflow.inputs) ? input : (input as { input?: unknown } | undefined)?.input;
    const request = { workflowId: workflow.id, input: given ?? null, key: `outward.${key}` };
    return (await this.rpc.call(exposureRpc.startExposed, request, { caller })).runId;
  }

  async progress(caller: Caller, runId: string, seen: number, waitMs: number): Promise<WorkProgress> {
    const { done, status, output, error } = await this.rpc.call(
      exposureRpc.runProgress,
      { runId, seen, waitMs },
      { caller },
    );
    const result = status === 'succeeded' ? (output ?? null) : null;
    const text = typeof result === 'string' ? result : JSON.stringify(result, null, 1);
    return { id: runId, status, done, output: result, text, error };
  }

  async cancel(caller: Caller, runId: string, reason: string): Promise<void> {
    await this.rpc.call(exposureRpc.cancelExposed, { runId, reason }, { caller });
  }

  private async offered(caller: Caller) {
    return (await this.rpc.call(exposureRpc.exposedWorkflows, {}, { caller })).items;
  }
}

/** Arguments of a tool are an object. */
const isObjectSchema = (schema: unknown): schema is Record<string, unknown> =>
  typeof schema === 'object' && schema !== null && (schema as { type?: unknown }).type === 'object';

/** A workflow that takes something else gets it as `input`; one that says nothing takes anything. */
const wrapped = (schema: unknown): Record<string, unknown> => ({
  type: 'object',
  properties: { input: schema ?? { description: 'Any JSON value' } },
  ...(schema === null ? {} : { required: ['input'] }),
});
