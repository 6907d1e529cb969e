import { Injectable } from '@nestjs/common';
import { invalidToolInput, withinTime } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import { compileSchema } from '#libs/platform/json-schema';
import { CodeSandbox } from '#libs/platform/sandbox';
import { ToolHttp } from '../capabilities/tool-http.js';
import type { ToolCall } from '../tool-source.js';
import type { ToolContent } from './custom-tool.entity.js';
import { callHttpTool } from './http-tool.js';
import { ToolServers } from './tool-servers.js';

type DefinitionOf<K extends ToolContent['definition']['kind']> = Extract<ToolContent['definition'], { kind: K }>;
type Runners = {
  [K in ToolContent['definition']['kind']]: (
    content: ToolContent & { definition: DefinitionOf<K> },
    input: unknown,
    call: ToolCall,
  ) => Promise<unknown>;
};

/** A server says something else about its tool than what was approved. */
export const toolChanged = (name: string): AppError =>
  new AppError('TOOL_IN_REVIEW', {
    detail: `${name} cannot be called: its server says something else about it than what was approved`,
    isChanged: true,
  });

/** Carries out one call of a tool of the company's own. */
@Injectable()
export class CustomToolRunner {
  private readonly runners: Runners;

  constructor(
    private readonly http: ToolHttp,
    private readonly sandbox: CodeSandbox,
    private readonly servers: ToolServers,
  ) {
    this.runners = {
      http: (content, input, call) => callHttpTool(content, input, { http: this.http.capability(call), key: call.key }),
      code: (content, input, call) => this.code(content, input, call),
      mcp: (content, input, call) => this.remote(content, input, call),
    };
  }

  /** @throws TOOL_INPUT_INVALID naming each field */
  check({ name, inputSchema }: ToolContent, input: unknown): void {
    const issues = compileSchema(inputSchema)(input ?? {}, '');
    if (issues.length > 0)
      throw invalidToolInput(
        name,
        issues.map(({ path, message }) => ({ path: path || 'input', message })),
      );
  }

  /** @throws TOOL_INPUT_INVALID naming each field, TOOL_FAILED, TOOL_IN_REVIEW (`isChanged`), and what its kind throws */
  async run(content: ToolContent, input: unknown, call: ToolCall): Promise<unknown> {
    const { name, outputSchema, effect, definition } = content;
    this.check(content, input);
    const runner = this.runners[definition.kind] as Runners['http'];
    const output = await withinTime(content, effect, call.signal, (signal) =>
      runner(content as Parameters<Runners['http']>[0], input ?? {}, { ...call, signal }),
    );
    const misfits = outputSchema ? compileSchema(outputSchema)(output, 'output') : [];
    if (misfits[0])
      throw new AppError('TOOL_FAILED', {
        detail: `${name} answered what its schema does not allow: ${misfits[0].path} ${misfits[0].message}`,
        ...doubt(effect),
      });
    return output;
  }

  private async code(
    { definition: { code, timeMs } }: ToolContent & { definition: DefinitionOf<'code'> },
    input: unknown,
    { at, key, signal }: ToolCall,
  ): Promise<unknown> {
    return (await this.sandbox.run({ code, input, now: at, seed: key, timeMs }, signal)).value;
  }

  /** A16: what the server says about the tool is compared in the same session that calls it. */
  private remote(
    { name, definition, effect, timeoutMs }: ToolContent & { definition: DefinitionOf<'mcp'> },
    input: unknown,
    { caller, signal }: ToolCall,
  ): Promise<unknown> {
    let isSent = false;
    const asked = this.servers.with(caller.companyId, definition, signal, async (session) => {
      const tool = (await session.tools()).find((each) => each.name === definition.remoteName);
      if (tool?.pin !== definition.pin) throw toolChanged(name);
      isSent = true;
      return session.call(definition.remoteName, input as Record<string, unknown>, timeoutMs);
    });
    return asked.catch((error: unknown) => {
      if (isSent && AppError.is(error) && error.code !== 'TOOL_FAILED')
        throw new AppError(error.code, { ...error.details, detail: error.message, ...doubt(effect) }, { cause: error });
      throw error;
    });
  }
}

const doubt = (effect: ToolContent['effect']) => (effect === 'effectful' ? { unknown: true } : {});
