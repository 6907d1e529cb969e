import {
  AppError,
  newId,
  notificationsRpc,
  toolAccessRpc,
  type Caller,
  type RpcIn,
  type RpcOut,
} from '#libs/contracts';
import { credentialOwner } from '#libs/platform/outbound';
import { HandleRpc } from '#libs/platform/rpc';
import { Vault } from '#libs/platform/vault';
import { callerAs, ServiceUnderTest, type Backend } from '#libs/service/testing/service-under-test';
import { agentsService } from '../../../app.module.js';
import type { ToolCall } from '../tool-source.js';
import { Toolbox } from '../toolbox.js';

type Sealed = RpcOut<typeof toolAccessRpc.sealedCredential>;
type File = RpcOut<typeof toolAccessRpc.file>['file'];

/** What the company service answers to tools: its credentials, files, runs. */
export class CompanyPeer {
  readonly credentials = new Map<string, Sealed>();
  readonly files: (RpcIn<typeof toolAccessRpc.recordFile> & { companyId: string })[] = [];
  readonly started: RpcIn<typeof toolAccessRpc.startRun>[] = [];
  stands: RpcOut<typeof toolAccessRpc.runStand>[] = [];
  workflows: { id: string; name: string }[] = [];

  @HandleRpc(toolAccessRpc.sealedCredential) sealed(caller: Caller | undefined, { id }: { id: string }) {
    const known = this.credentials.get(id);
    if (!known || known.companyId !== caller?.companyId) throw new AppError('CREDENTIAL_NOT_FOUND');
    return known;
  }
  @HandleRpc(toolAccessRpc.recordFile) record(
    { companyId }: Caller,
    request: RpcIn<typeof toolAccessRpc.recordFile>,
  ): { file: File } {
    const known = this.files.find(({ key }) => key === request.key);
    if (!known) this.files.push({ ...request, companyId });
    return { file: known ?? request };
  }
  @HandleRpc(toolAccessRpc.file) file({ companyId }: Caller, { id }: { id: string }) {
    const file = this.files.find((each) => each.id === id && each.companyId === companyId);
    if (!file) throw new AppError('ARTIFACT_NOT_FOUND');
    return { file };
  }
  @HandleRpc(toolAccessRpc.files) list(
    { companyId }: Caller,
    { name, taskId, limit }: RpcIn<typeof toolAccessRpc.files>,
  ) {
    const found = this.files.filter(
      (each) =>
        each.companyId === companyId &&
        (name === undefined || each.name === name) &&
        (taskId === undefined || each.taskId === taskId),
    );
    return { files: found.reverse().slice(0, limit) };
  }
  @HandleRpc(toolAccessRpc.startRun) start(_: Caller, request: RpcIn<typeof toolAccessRpc.startRun>) {
    this.started.push(request);
    return this.stands.shift()!;
  }
  @HandleRpc(toolAccessRpc.runStand) stand() {
    return this.stands.shift()!;
  }
  @HandleRpc(toolAccessRpc.toolUses) uses() {
    return { workflows: this.workflows };
  }
}

export class NotificationsPeer {
  readonly sent: RpcIn<typeof notificationsRpc.send>[] = [];
  @HandleRpc(notificationsRpc.send) send(_: Caller | undefined, request: RpcIn<typeof notificationsRpc.send>) {
    this.sent.push(request);
    return { deliveryIds: [newId('delivery')], warnings: [] };
  }
}

/** The agents service with a company around it, for tests of tools. */
export class ToolsBench {
  readonly company = new CompanyPeer();
  readonly notifications = new NotificationsPeer();
  readonly caller = callerAs('builder');
  private constructor(private readonly service: { current: ServiceUnderTest }) {}

  /** @param reachable hosts of this machine that tools may reach */
  static async start(backend: Backend, reachable: readonly string[] = []): Promise<ToolsBench> {
    const service = {} as { current: ServiceUnderTest };
    const bench = new ToolsBench(service);
    const { company, notifications } = bench;
    const allowed = { AAAS_EGRESS_ALLOW: reachable.join(',') };
    service.current = await ServiceUnderTest.start(agentsService, backend, { company, notifications }, allowed);
    return bench;
  }

  get get(): ServiceUnderTest['get'] {
    return this.service.current.get.bind(this.service.current);
  }

  stop(): Promise<void> {
    return this.service.current.stop();
  }

  /** A bearer token for one host, kept by the company. @returns its id */
  async credential(token: string, allowedHosts: string[], kind: 'bearer' | 'hmac' = 'bearer'): Promise<string> {
    const id = newId('credential');
    const { companyId } = this.caller;
    const secrets = kind === 'bearer' ? { kind, token } : { kind, secret: token };
    const sealed = await this.get(Vault).sealForTravel(JSON.stringify(secrets), credentialOwner(companyId, id));
    this.company.credentials.set(id, { id, companyId, kind, sealed, allowedHosts, updatedAt: 1 });
    return id;
  }

  call(tool: string, input: unknown, more: Partial<ToolCall> = {}): Promise<unknown> {
    const { caller } = this;
    const { signal } = new AbortController();
    const call = { caller, key: newId('job'), at: Date.parse('2026-11-20T12:00:00Z'), signal, ...more };
    return this.get(Toolbox).call(call.caller.companyId, tool, input, call);
  }
}
