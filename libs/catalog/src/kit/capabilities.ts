import type { Usage } from './kind.js';

/** What a step may reach, passed in by the service that runs it. Every call carries the step's key, so repeats are harmless. */
export interface Capabilities {
  ai: AiCapability;
  agents: AgentCapability;
  people: PeopleCapability;
  notifications: NotifyCapability;
  artifacts: ArtifactCapability;
  tools: ToolCapability;
}
export type CapabilityName = keyof Capabilities;

export interface AiOptions {
  model?: string;
  temperature?: number;
  maxTokens?: number;
}

/** The `ai` service. Failures are AppErrors with a verdict. */
export interface AiCapability {
  prompt(
    request: { prompt: string; system?: string; schema?: unknown } & AiOptions,
  ): Promise<{ text: string; data?: unknown; usage: Usage }>;
  summarize(request: { text: string; maxWords?: number } & AiOptions): Promise<{ summary: string; usage: Usage }>;
  extract(
    request: { text: string; schema: unknown } & AiOptions,
  ): Promise<{ data: unknown; spans: Record<string, { start: number; end: number; text: string }>; usage: Usage }>;
  classify(
    request: {
      text: string;
      labels: { label: string; description?: string }[];
      multiple?: boolean;
      examples?: { text: string; label: string }[];
    } & AiOptions,
  ): Promise<{ label: string; labels?: string[]; confidence: number; usage: Usage }>;
  generate(request: { instruction: string; context?: string } & AiOptions): Promise<{ text: string; usage: Usage }>;
}

/** Starts a durable agent task under the step's key; its result comes later as a reply. */
export interface AgentCapability {
  startTask(request: { agent: string; goal: string; input?: unknown; schema?: unknown }): Promise<{ taskId: string }>;
}

/** Puts an item into the inbox of people; its answer comes later. */
export interface PeopleCapability {
  ask(request: {
    kind: 'approval' | 'form';
    title: string;
    body?: string;
    assignees: string[];
    quorum?: number;
    deadline: number;
    escalateTo?: string[];
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
