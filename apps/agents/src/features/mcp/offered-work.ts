import { Injectable } from '@nestjs/common';
import { AppError, may, type Caller } from '#libs/contracts';
import { AgentWork } from './agent-work.js';
import type { OfferedTool, WorkSource } from './work-source.port.js';
import { WorkflowWork } from './workflow-work.js';

/** All that a caller may have done from outside. */
@Injectable()
export class OfferedWork {
  private readonly sources: readonly WorkSource[];

  constructor(agents: AgentWork, workflows: WorkflowWork) {
    this.sources = [agents, workflows];
  }

  /** Tools whose start the caller's role and key allow. */
  async tools(caller: Caller): Promise<OfferedTool[]> {
    const allowed = this.sources.filter(({ needs }) => may(caller, needs.start));
    return (await Promise.all(allowed.map((source) => source.tools(caller)))).flat();
  }

  /** The source that has this tool. @throws TOOL_NOT_FOUND, FORBIDDEN */
  async ofTool(caller: Caller, name: string): Promise<WorkSource> {
    for (const source of this.sources)
      if ((await source.tools(caller)).some((tool) => tool.name === name)) return allowed(caller, source, 'start');
    throw new AppError('TOOL_NOT_FOUND', { detail: `There is no tool "${name}" here` });
  }

  /** The source that has this work. @throws NOT_FOUND, FORBIDDEN */
  ofWork(caller: Caller, id: string, to: 'read' | 'cancel'): WorkSource {
    const source = this.sources.find(({ idPrefix }) => id.startsWith(idPrefix));
    if (!source) throw new AppError('NOT_FOUND', { detail: 'expected an id that a tool has given' });
    return allowed(caller, source, to);
  }
}

function allowed(caller: Caller, source: WorkSource, to: 'start' | 'read' | 'cancel'): WorkSource {
  const permission = source.needs[to];
  if (!may(caller, permission))
    throw new AppError('FORBIDDEN', { detail: `This needs the permission ${permission}`, permission });
  return source;
}
