/** The tasks of the `ai` service in one file, because each is three shapes that are read together. */
import { z } from 'zod';
import { aiOrigin, aiUsage, askBodyLimit, askRoute, jsonSchema, keyedAsk, modelProblems } from './ai-asks.js';
import { modelOptions as options } from './ai-chat.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'ai';
/** Longer than what any model reads at once: such texts are read in parts. */
const longText = z.string().min(1).max(5_000_000);
const text = z.string().min(1).max(1_000_000);
/** `pt-BR`, or a name in words: models understand both. */
const language = z
  .string()
  .min(2)
  .max(60)
  .regex(/^[\p{L}][\p{L}\p{N} ()-]*$/u, 'expected a language such as de, pt-BR or Portuguese')
  .meta({ description: 'A language tag such as pt-BR, or a name' });
const parts = z.number().int().meta({ description: 'In how many parts the text was read' });

export const summaryStyle = z.enum(['paragraph', 'bullets', 'headline']);
export const summarizeRequest = z.strictObject({
  text: longText,
  maxWords: z.number().int().min(5).max(2000).default(80),
  style: summaryStyle.default('paragraph'),
  language: language.optional().meta({ description: 'Of the summary; that of the text when absent' }),
  ...options,
});
export const summarizeResponse = z.object({ summary: z.string(), parts, usage: aiUsage });

export const span = z.object({ start: z.number().int(), end: z.number().int(), text: z.string() });
export const extractRequest = z.strictObject({ text: longText, schema: jsonSchema, ...options });
export const extractResponse = z.object({
  data: z.unknown(),
  spans: z.record(z.string(), span.nullable()).meta({
    description: 'By path (`items[0].sku`): where each value stands in the text, or null when it does not stand there',
  }),
  notInText: z.array(z.string()).meta({
    description: 'Paths whose span is null: values that were reworded, counted, judged, or made up',
  }),
  parts,
  usage: aiUsage,
});

export const label = z.union([
  z.string().min(1).max(100),
  z.strictObject({ label: z.string().min(1).max(100), description: z.string().max(1000).optional() }),
]);
export const classifyRequest = z.strictObject({
  text,
  labels: z.array(label).min(2).max(100),
  multiple: z.boolean().default(false),
  examples: z
    .array(z.strictObject({ text: z.string().max(10_000), label: z.string() }))
    .max(200)
    .default([]),
  unsure: z
    .strictObject({ below: z.number().gt(0).max(1), label: z.string().min(1).max(100).default('unsure') })
    .optional()
    .meta({ description: 'Below this confidence the answer is this label instead' }),
  ...options,
});
/** How the confidence came about; see docs/ai-tasks.md. */
export const calibration = z.enum(['feedback', 'examples', 'assumed', 'measured']).meta({
  description:
    'feedback: fitted to what people said about earlier answers; examples: fitted to the examples; measured: the provider is as sure as it is right on the sample inbox; assumed: what the model states, pulled towards doubt',
});
export const classifyResponse = z.object({
  label: z.string(),
  labels: z.array(z.string()).optional(),
  confidence: z.number().min(0).max(1),
  scores: z
    .array(z.object({ label: z.string(), confidence: z.number().min(0).max(1) }))
    .meta({ description: 'The labels that were found, each with its confidence, the best first' }),
  unsure: z.boolean().meta({ description: 'The confidence lies below `unsure.below`' }),
  stated: z.number().min(0).max(1).meta({ description: 'The confidence as the model stated it, before calibration' }),
  calibration,
  usage: aiUsage,
});
/** What a person says about an earlier classification. */
export const classifyFeedback = z.strictObject({
  labels: z.array(z.string().min(1).max(100)).min(2).max(100).meta({ description: 'All labels of the request' }),
  model: z.string().min(1).max(200).meta({ description: '`usage.model` of the answer' }),
  stated: z.number().min(0).max(1).meta({ description: '`stated` of the answer' }),
  correct: z.boolean(),
});

export const generateRequest = z.strictObject({
  instruction: z.string().min(1).max(100_000),
  context: z.string().max(1_000_000).optional(),
  tone: z.string().min(1).max(100).optional().meta({ description: 'Such as friendly, formal, persuasive' }),
  format: z.enum(['text', 'markdown', 'html']).optional(),
  maxWords: z.number().int().min(5).max(20_000).optional(),
  language: language.optional(),
  ...options,
});
export const generateResponse = z.object({ text: z.string(), usage: aiUsage });

export const formality = z.enum(['formal', 'informal']);
export const translateRequest = z.strictObject({
  text: longText,
  to: language,
  from: language.optional().meta({ description: 'Found out when absent' }),
  formality: formality.optional(),
  glossary: z
    .array(z.strictObject({ term: z.string().min(1).max(200), translation: z.string().min(1).max(200) }))
    .max(500)
    .optional()
    .meta({ description: 'How these words are translated' }),
  ...options,
});
export const translateResponse = z.object({ text: z.string(), parts, usage: aiUsage });

/** How far a task has come. `total` grows when parts must be read again in a further round. */
export const taskProgress = z.object({
  phase: z.enum(['waiting', 'reading', 'joining']),
  done: z.number().int(),
  total: z.number().int(),
});
export type TaskProgress = z.infer<typeof taskProgress>;

export const aiSummarize = askRoute('/ai/summarize', 'Summarize a text', summarizeRequest, summarizeResponse);
export const aiExtract = askRoute('/ai/extract', 'Extract fields to a schema', extractRequest, extractResponse);
export const aiClassify = askRoute('/ai/classify', 'Choose one of the labels', classifyRequest, classifyResponse);
export const aiGenerate = askRoute('/ai/generate', 'Write a text', generateRequest, generateResponse);
export const aiTranslate = askRoute('/ai/translate', 'Translate a text', translateRequest, translateResponse);

export const aiClassifyFeedback = route({
  method: 'POST',
  path: '/ai/classify/feedback',
  permission: 'ai:use',
  tag,
  summary: 'Say whether a classification was right; later confidences follow it',
  body: classifyFeedback,
  responses: { 204: 'empty' },
});

/** The same as events: `progress` ({phase, done, total}) any number of times, then `answer`. */
const streamed = <B extends z.ZodType>(path: string, summary: string, body: B) =>
  route({
    method: 'POST',
    path,
    permission: 'ai:use',
    tag,
    summary,
    body,
    bodyLimit: askBodyLimit,
    responses: { 200: 'sse' },
    problems: modelProblems,
  });
export const aiSummarizeStream = streamed('/ai/summarize/stream', 'Summarize and show progress', summarizeRequest);
export const aiExtractStream = streamed('/ai/extract/stream', 'Extract and show progress', extractRequest);
export const aiTranslateStream = streamed('/ai/translate/stream', 'Translate and show progress', translateRequest);

export const aiTaskRoutes = {
  aiSummarize,
  aiSummarizeStream,
  aiExtract,
  aiExtractStream,
  aiClassify,
  aiClassifyFeedback,
  aiGenerate,
  aiTranslate,
  aiTranslateStream,
};

/** Of a task that may take longer than one call of a model: progress, then the answer. Half an hour is the longest. */
const lasting = <B extends z.ZodType, R extends z.ZodType>(method: string, request: B, answer: R) =>
  rpc({
    service: 'ai',
    method,
    permission: 'ai:use',
    timeoutMs: 30 * 60_000,
    stream: true,
    request: z.object({ key: z.string().optional(), origin: aiOrigin.optional(), request }),
    response: z.union([
      z.object({ type: z.literal('progress'), progress: taskProgress }),
      z.object({ type: z.literal('answer'), answer }),
    ]),
    problems: modelProblems,
  });

export const aiTaskRpc = {
  summarize: keyedAsk('ai.summarize', summarizeRequest, summarizeResponse),
  extract: keyedAsk('ai.extract', extractRequest, extractResponse),
  classify: keyedAsk('ai.classify', classifyRequest, classifyResponse),
  generate: keyedAsk('ai.generate', generateRequest, generateResponse),
  translate: keyedAsk('ai.translate', translateRequest, translateResponse),
  summarizing: lasting('ai.summarizing', summarizeRequest, summarizeResponse),
  extracting: lasting('ai.extracting', extractRequest, extractResponse),
  translating: lasting('ai.translating', translateRequest, translateResponse),
} as const;
