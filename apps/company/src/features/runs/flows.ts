import { Injectable } from '@nestjs/common';
import { compile, FlowDecider, type Flow } from '#libs/engine';
import { AppError } from '#libs/contracts';
import type { Definition, NodeId, WorkflowNode } from '#libs/workflow';
import { kinds } from '../workflows/definition-check.js';
import { VersionRepository } from '../workflows/workflow.repository.js';

/** A published version, ready to run. */
export interface LoadedFlow {
  versionId: string;
  contentHash: string;
  definition: Definition;
  nodes: ReadonlyMap<NodeId, WorkflowNode>;
  flow: Flow;
  decider: FlowDecider;
}

const kept = 200;

/** Published versions never change, so a compiled one is kept until newer ones push it out. */
@Injectable()
export class Flows {
  private readonly loaded = new Map<string, Promise<LoadedFlow>>();

  constructor(private readonly versions: VersionRepository) {}

  /** @throws VERSION_NOT_FOUND */
  get(companyId: string, versionId: string): Promise<LoadedFlow> {
    const key = `${companyId}/${versionId}`;
    const known = this.loaded.get(key);
    if (known) return known;
    const loading = this.load(companyId, versionId).catch((error: unknown) => {
      this.loaded.delete(key);
      throw error;
    });
    if (this.loaded.size >= kept) this.loaded.delete(this.loaded.keys().next().value!);
    this.loaded.set(key, loading);
    return loading;
  }

  private async load(companyId: string, versionId: string): Promise<LoadedFlow> {
    const row = await this.versions.get(companyId, versionId);
    if (!row) throw new AppError('VERSION_NOT_FOUND');
    const flow = compile(row.definition, kinds);
    const nodes = new Map(row.definition.nodes.map((node) => [node.id, node]));
    return {
      versionId,
      contentHash: row.contentHash,
      definition: row.definition,
      nodes,
      flow,
      decider: new FlowDecider(flow),
    };
  }
}
