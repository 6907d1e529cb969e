import type { KnowledgeHit } from '#libs/contracts';
import type { Usage } from './kind.js';

/** What a step may reach, passed in by the service that runs it. Every call carries the step's key, so repeats are harmless. */
export interface Capabilities {
  ai: AiCapability;
  agents: AgentCapability;
  people: PeopleCapability;
  notifications: NotifyCapability;
  artifacts: ArtifactCapability;
  tools: ToolCapability;
  workflows: WorkflowCapability;
  http: HttpCapability;
  code: CodeCapability;
  knowledge: KnowledgeCapability;
}
export type CapabilityName = keyof Capabilities;

/** Knowledge bases of the company, as far as the rights of whoever asks go. */
export interface KnowledgeCapability {
  /**
   * The best passages first.
   * @throws KNOWLEDGE_BASE_NOT_FOUND
   */
  search(request: {
    /** Ids or names. An agent may leave them out: then it is all that it was given. */
    bases?: string[];
    query: string;
    limit: number;
    rerank?: boolean;
  }): Promise<{ items: KnowledgeHit[]; warnings: string[] }>;
}

export interface AiOptions {
  model?: string;
  temperature?: number;
  maxTokens?: number;
}

/** The `ai` service. Failures are AppErrors with a verdict. Long texts are read in parts; each part is a sign of life of the step. */
export interface AiCapability {
  prompt(
    request: { prompt: string; system?: string; schema?: unknown } & AiOptions,
  ): Promise<{ text: string; data?: unknown; usage: Usage }>;
  /** A prompt that was published, by id or name. */
  storedPrompt(
    request: { promptId: string; variables: Record<string, unknown>; version?: number } & AiOptions,
  ): Promise<{ text: string; data?: unknown; usage: Usage }>;
  summarize(
    request: {
      text: string;
      maxWords?: number;
      style?: 'paragraph' | 'bullets' | 'headline';
      language?: string;
    } & AiOptions,
  ): Promise<{ summary: string; parts: number; usage: Usage }>;
  extract(request: { text: string; schema: unknown } & AiOptions): Promise<{
    data: unknown;
    spans: Record<string, { start: number; end: number; text: string } | null>;
    notInText: string[];
    parts: number;
    usage: Usage;
  }>;
  classify(
    request: {
      text: string;
      labels: { label: string; description?: string }[];
      multiple?: boolean;
      examples?: { text: string; label: string }[];
      unsure?: { below: number; label?: string };
    } & AiOptions,
  ): Promise<{
    label: string;
    labels?: string[];
    confidence: number;
    scores: { label: string; confidence: number }[];
    unsure: boolean;
    usage: Usage;
  }>;
  generate(
    request: {
      instruction: string;
      context?: string;
      tone?: string;
      format?: 'text' | 'markdown' | 'html';
      maxWords?: number;
      language?: string;
    } & AiOptions,
  ): Promise<{ text: string; usage: Usage }>;
  translate(
    request: {
      text: string;
      to: string;
      from?: string;
      formality?: 'formal' | 'informal';
      glossary?: { term: string; translation: string }[];
    } & AiOptions,
  ): Promise<{ text: string; parts: number; usage: Usage }>;
}

/** Starts a durable agent task under the step's key; its result comes later as a reply. */
export interface AgentCapability {
  startTask(request: {
    /** Id or name; whoever is able to do it unless given. */
    agent?: string | undefined;
    goal: string;
    input?: unknown;
    schema?: unknown;
  }): Promise<{ taskId: string }>;
}

/** Puts an item into the inbox of people; its answer comes later. */
export interface PeopleCapability {
  ask(request: {
    kind: 'approval' | 'form';
    title: string;
    body?: string;
    assignees: string[];
    /** Approvals that approve, rejections that reject; 1 unless set. */
    quorum?: number;
    rejections?: number;
    /** Epoch ms. */
    deadline: number;
    /** Who is asked as well from a time (epoch ms) on. */
    escalation?: { to: string[]; at: number } | undefined;
    schema?: unknown;
    facts?: { label: string; value: unknown }[];
  }): Promise<void>;
}

export interface NotifyCapability {
  /** Returns when the deliveries are recorded, not when they arrived. A missing channel is a warning (`no_channel`), not an error. */
  send(request: {
    channel: 'message' | 'email' | 'slack' | 'webhook';
    to?: string[];
    subject?: string;
    text: string;
    html?: string;
    slackChannel?: string;
    blocks?: unknown[];
    url?: string;
    payload?: unknown;
  }): Promise<{ deliveryIds: string[]; warnings: string[] }>;
}

export interface ArtifactCapability {
  write(file: {
    name: string;
    contentType: string;
    content: string | Uint8Array;
  }): Promise<{ artifactId: string; name: string; bytes: number }>;
  read(artifactId: string): Promise<{ name: string; contentType: string; content: Uint8Array }>;
}

export interface ToolCapability {
  call(request: { tool: string; input: unknown }): Promise<{ output: unknown }>;
}

export interface HttpRequest {
  method: string;
  /** http or https; never with a user or password in it. */
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Id of a credential of the company. It is applied at each hop whose host it allows, and never to another. */
  credential?: string;
  /** Whole exchange, milliseconds; 30 s unless set. */
  timeoutMs?: number;
  /** Largest body of the answer; 16 MiB unless set. */
  maxBytes?: number;
  /** 5 unless set; 0 answers with the redirect itself. */
  maxRedirects?: number;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case; several values of one name are joined by commas. */
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Calls to the outside on the company's behalf, by the client that reaches no private address. */
export interface HttpCapability {
  /**
   * One exchange; any status is an answer, not an error. The step's signal ends it.
   * @throws EGRESS_REFUSED, EGRESS_FAILED, LIMIT_EXCEEDED for a body above `maxBytes`, CREDENTIAL_NOT_FOUND, CREDENTIAL_HOST_REFUSED,
   *   CREDENTIAL_UNFIT
   */
  request(request: HttpRequest): Promise<HttpAnswer>;
}

/** JavaScript of strangers, run away from everything. */
export interface CodeCapability {
  /** @throws CODE_FAILED, CODE_CRASHED, CODE_UNAVAILABLE, LIMIT_EXCEEDED naming the limit */
  run(job: {
    code: string;
    input: unknown;
    /** What the code takes for the time: epoch ms. */
    now: number;
    /** What its random numbers follow from. */
    seed: string;
    timeMs: number;
  }): Promise<{ value: unknown; logs: string[] }>;
}

/** Runs of other workflows of the company, each once under the step's key. */
export interface WorkflowCapability {
  /**
   * `workflow` is an id or a name. Without `output` the run goes on, and its end lets the step go on. A run that failed earlier under
   * the key throws CHILD_FAILED.
   */
  call(request: {
    workflow: string;
    version?: number | undefined;
    input?: unknown;
  }): Promise<{ runId: string; output?: unknown }>;
}
