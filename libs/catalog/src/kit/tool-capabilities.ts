import type { ToolSettings } from '#libs/contracts';
import type { ArtifactCapability, HttpCapability, KnowledgeCapability, NotifyCapability } from './capabilities.js';

/** What a tool may reach, passed in by the service that runs it. Every call carries the key of the tool's call, so repeats are harmless. */
export interface ToolCapabilities {
  http: HttpCapability;
  artifacts: FileCapability;
  notifications: NotifyCapability;
  agents: AskCapability;
  workflows: RunCapability;
  callback: CallbackCapability;
  settings: ToolSettingsCapability;
  knowledge: KnowledgeCapability;
  memory: MemoryCapability;
  supply: SupplyCapability;
}
export type ToolCapabilityName = keyof ToolCapabilities;

/** One file, without its content. */
export interface FileFacts {
  artifactId: string;
  name: string;
  contentType: string;
  bytes: number;
}

/** Files of the company: those of the run or task that calls come first. */
export interface FileCapability extends ArtifactCapability {
  /** Newest first; those of the run or task alone unless `everywhere`. */
  list(request: { everywhere?: boolean; limit?: number }): Promise<FileFacts[]>;
  /** The newest file of this name, of the run or task before any other. */
  find(name: string): Promise<FileFacts | undefined>;
}

/** Another agent of the company, as a task of its own under the call's key. */
export interface AskCapability {
  /**
   * Returns when the task is over, and counts what it cost to whoever asked.
   * @throws AGENT_NOT_FOUND, AGENT_INACTIVE, LIMIT_EXCEEDED (depth, a circle), CHILD_FAILED
   */
  ask(request: {
    /** Id or name. */
    agent: string;
    goal: string;
    input?: unknown;
    schema?: unknown;
  }): Promise<{ taskId: string; answer: string; data?: unknown }>;
}

/** Published workflows of the company. */
export interface RunCapability {
  /**
   * Starts a run, once under the call's key, and waits for its end. A run that takes longer than `waitMs` is told by its status.
   * @throws WORKFLOW_NOT_FOUND, WORKFLOW_NOT_PUBLISHED, RUN_INPUT_INVALID, LIMIT_EXCEEDED (runs inside runs)
   */
  run(request: { workflow: string; input?: unknown; waitMs: number }): Promise<RunStand>;
}

export interface RunStand {
  runId: string;
  status: string;
  /** Of a run that succeeded. */
  output?: unknown;
  /** Of a run that failed. */
  error?: { code: string; message: string };
}

/** What outlives a task: of the agent that calls, of the person it works for, and of the company, as far as its settings let it. */
export interface MemoryCapability {
  /** The same words again are the same memory. @throws TOOL_DENIED where the agent may not, TOOL_UNAVAILABLE where no agent calls */
  remember(request: {
    content: string;
    about: MemoryAbout;
    kind: 'fact' | 'episode';
    days?: number | undefined;
  }): Promise<{ memoryId: string; known: boolean }>;
  /** The most relevant first. @throws as `remember` */
  recall(request: { query: string; limit: number }): Promise<RecalledMemory[]>;
}
type MemoryAbout = 'agent' | 'user' | 'company';
interface RecalledMemory {
  memoryId: string;
  content: string;
  about: MemoryAbout;
  kind: 'fact' | 'episode';
  /** RFC 3339. */
  at: string;
  /** Strangers may have written it. */
  outside: boolean;
}

/** Tools that are missing. */
export interface SupplyCapability {
  /** Returns when it is known what comes of it; a tool that was found can be called by the task that asked. @throws LIMIT_EXCEEDED */
  ask(wish: { name: string; purpose: string }): Promise<{
    requestId: string;
    status: 'searching' | 'found' | 'proposed' | 'refused' | 'failed';
    tool: string | null;
    policy: 'allow' | 'ask' | null;
    message: string;
  }>;
}

/** What the company has set for its tools. */
export interface ToolSettingsCapability {
  read(): Promise<ToolSettings>;
}

/** An outside system answers later. Only for calls in the background: others cannot wait that long. */
export interface CallbackCapability {
  /** Where it posts its answer: signed, used once, the same when the call is repeated. */
  readonly url: string;
  /** Lets go until it has answered; what it posts becomes the output of the call. The tool does nothing after this. */
  wait(): Promise<never>;
}
