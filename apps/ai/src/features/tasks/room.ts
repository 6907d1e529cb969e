import type { TaskModel } from './task-models.js';

/** Of a model that nobody knows: most that are in use today read more. */
const unknownContext = 8192;
/** Other tokenizers count some more than ours. */
const margin = 0.85;
/** Instructions, schema and seals around a text. */
const around = 600;
/** Rules have no context; pieces keep the time that each takes short, so that others have a turn. */
const forRules = 12_000;

/**
 * Tokens of text that a model takes in one question.
 * @param answer tokens that its answer may need, thinking included
 * @param most however much the model reads: of very long texts models overlook the middle, and answers take long
 */
export function roomFor(
  { contextTokens, isRules }: Pick<TaskModel, 'contextTokens' | 'isRules'>,
  { answer, instructions = 0, most = Infinity }: { answer: number; instructions?: number; most?: number },
): number {
  if (isRules) return forRules;
  const context = contextTokens ?? unknownContext;
  const kept = Math.min(answer, context / 2) + around + instructions;
  return Math.max(200, Math.floor(Math.min((context - kept) * margin, most)));
}
