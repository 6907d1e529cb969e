import { Injectable } from '@nestjs/common';
import { compile, FlowDecider, type Flow } from '#libs/engine';
import { AppError } from '#libs/contracts';
import type { Definition, NodeId, WorkflowNode } from '#libs/workflow';
import { CallbackTokens } from '../callbacks/callback-tokens.js';
import { kinds } from '../workflows/definition-check.js';
import type { VersionRow } from '../workflows/workflow.entity.js';
import { VersionRepository } from '../workflows/workflow.repository.js';

/** A published version, ready to run. */
export interface LoadedFlow {
  versionId: string;
  version: number;
  contentHash: string;
  definition: Definition;
  nodes: ReadonlyMap<NodeId, WorkflowNode>;
  flow: Flow;
  decider: FlowDecider;
  /** The address that lets a waiting step of a run go on; absent where nothing runs for real. */
  callbackUrl?: (step: { runId: string; path: string }) => string;
}

const kept = 200;

/** Published versions never change, so a compiled one is kept until newer ones push it out. */
@Injectable()
export class Flows {
  private readonly loaded = new Map<string, Promise<LoadedFlow>>();
  private readonly ready = new WeakMap<Promise<LoadedFlow>, LoadedFlow>();

  constructor(
    private readonly versions: VersionRepository,
    private readonly callbacks: CallbackTokens,
  ) {}

  /** @throws VERSION_NOT_FOUND */
  get(companyId: string, versionId: string): Promise<LoadedFlow> {
    return this.kept(`${companyId}/${versionId}`, async () => {
      const row = await this.versions.get(companyId, versionId);
      if (!row) throw new AppError('VERSION_NOT_FOUND');
      return this.callable(loadedOf(row));
    });
  }

  /** The same by its number. @throws VERSION_NOT_FOUND */
  at(companyId: string, workflowId: string, version: number): Promise<LoadedFlow> {
    return this.kept(`${companyId}/${workflowId}@${version}`, async () => {
      const flow = this.callable(loadedOf(await this.versions.require(companyId, workflowId, version)));
      return this.kept(`${companyId}/${flow.versionId}`, () => Promise.resolve(flow));
    });
  }

  private callable(flow: LoadedFlow): LoadedFlow {
    return { ...flow, callbackUrl: (step) => this.callbacks.urlOf(step) };
  }

  /** The same without waiting, when it is loaded already. */
  known(companyId: string, versionId: string): LoadedFlow | undefined {
    const loading = this.loaded.get(`${companyId}/${versionId}`);
    return loading && this.ready.get(loading);
  }

  private kept(key: string, load: () => Promise<LoadedFlow>): Promise<LoadedFlow> {
    const known = this.loaded.get(key);
    if (known) return known;
    const loading = load().catch((error: unknown) => {
      this.loaded.delete(key);
      throw error;
    });
    if (this.loaded.size >= kept) this.loaded.delete(this.loaded.keys().next().value!);
    this.loaded.set(key, loading);
    void loading.then(
      (flow) => this.ready.set(loading, flow),
      () => undefined,
    );
    return loading;
  }
}

/** Compiles a version. */
export function loadedOf({
  id,
  version,
  contentHash,
  definition,
}: Pick<VersionRow, 'id' | 'version' | 'contentHash' | 'definition'>): LoadedFlow {
  const flow = compile(definition, kinds);
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  return { versionId: id, version, contentHash, definition, nodes, flow, decider: new FlowDecider(flow) };
}
