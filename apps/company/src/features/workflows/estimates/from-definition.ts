import type { Definition, WorkflowNode } from '#libs/workflow';

/** A model call that a step will make. */
export interface ExpectedCall {
  step: string;
  model?: string;
  inputTokens: number;
  outputTokens: number;
}

/** Around the text that a step hands over: instructions, roles, schema. */
const aroundText = 200;
/** Of a text that an expression brings, which only a run knows. */
const unknownText = 500;
const bytesPerToken = 3.3;

/** Answers of usual length, in tokens. Embeddings and other kinds that answer no text are not among them. */
const usualAnswers: Readonly<Record<string, (config: Record<string, unknown>) => number>> = {
  'ai.classify': () => 30,
  'ai.extract': () => 300,
  'ai.summarize': ({ maxWords }) => (typeof maxWords === 'number' ? Math.ceil(maxWords * 1.5) : 150),
  'ai.generate': () => 600,
  'ai.translate': () => 600,
  'ai.prompt': () => 600,
};

const inputOf = (config: Record<string, unknown>): number => {
  const text = JSON.stringify(config);
  const expressions = text.split('{{').length - 1;
  return aroundText + Math.ceil(Buffer.byteLength(text) / bytesPerToken) + expressions * unknownText;
};

function callOf({ id, kind, config }: WorkflowNode): ExpectedCall[] {
  const answer = usualAnswers[kind];
  if (!answer) return [];
  const { model, maxTokens } = config;
  const outputTokens = Math.min(answer(config), typeof maxTokens === 'number' ? maxTokens : Number.POSITIVE_INFINITY);
  return [{ step: id, inputTokens: inputOf(config), outputTokens, ...(typeof model === 'string' ? { model } : {}) }];
}

/** What a run will ask of models by its definition, each step once. */
export const expectedCalls = ({ nodes }: Definition): ExpectedCall[] => nodes.flatMap(callOf);

/** Steps whose cost only runs can tell: what an agent does is its own decision, and a called workflow has runs of its own. */
export const unforeseeable = ({ nodes }: Definition): string[] =>
  nodes.flatMap(({ id, kind }) => (kind === 'agent.task' || kind === 'flow.subworkflow' ? [id] : []));
