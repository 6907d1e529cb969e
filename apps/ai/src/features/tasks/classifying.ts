import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type AiUsage, type CompleteResponse, type classifyRequest, type classifyResponse } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { assumed, fewestExamples, fitted, identity, scaled, type Judged, type Scaling } from './calibration.js';
import { Feedback } from './feedback.js';
import { classifyAnswer, classifyPrompt } from './prompts.js';
import { Spent } from './spent.js';
import { Summarizing } from './summarizing.js';
import { TaskPrompting, type TaskRun } from './task-run.js';

type Request = z.output<typeof classifyRequest>;
type Answer = z.output<typeof classifyResponse>;
/** As the model states it, the best first. */
interface Stated {
  scores: { label: string; confidence: number }[];
  usage: AiUsage;
}
interface Calibrated {
  scaling: Scaling;
  calibration: Answer['calibration'];
}

/** Of examples more would cost time and tell nothing new. */
const mostTried = 60;

/** Chooses labels, with confidences that mean what they say (`calibration.ts`). */
@Injectable()
export class Classifying {
  constructor(
    private readonly prompting: TaskPrompting,
    private readonly summarizing: Summarizing,
    private readonly feedback: Feedback,
  ) {}

  async classify(run: TaskRun, request: Request): Promise<Answer> {
    const spent = new Spent();
    const names = request.labels.map((label) => (typeof label === 'string' ? label : label.label));
    const calibrated = await this.calibrationFor(run, request, names);
    const stated = run.model.own.has('classify')
      ? await this.byRules(run, run.asking, request)
      : await this.byPrompt(run, request, names, calibrated, spent);
    spent.add(stated.usage);
    return { ...decided(stated.scores, calibrated, request), usage: spent.sum };
  }

  private async byPrompt(
    run: TaskRun,
    request: Request,
    names: string[],
    { scaling }: Calibrated,
    spent: Spent,
  ): Promise<Stated> {
    const { notes } = await this.summarizing.condense(run, request.text, { answer: 2000, spent });
    const least = Math.max(await this.prompting.models.leastConfidence(run.asking), request.unsure?.below ?? 0);
    const judge = (answer: CompleteResponse) =>
      scaled(best(scoresOf(answer.data)).confidence, scaling) < least ? 'weak' : 'good';
    const { data, usage } = await this.prompting.ask(run, run.asking, classifyPrompt({ ...request, text: notes }), {
      schema: classifyAnswer(names, request.multiple),
      judge,
    });
    return { scores: scoresOf(data), usage };
  }

  private async byRules(run: TaskRun, asking: Asking, { text, labels, multiple, examples }: Request): Promise<Stated> {
    const specs = labels.map((label) =>
      typeof label === 'string'
        ? { label }
        : { label: label.label, ...(label.description === undefined ? {} : { description: label.description }) },
    );
    const own = await this.prompting.models.native(run, asking, [text] as const, ({ classify }, [read]) =>
      classify?.({ text: read, labels: specs, multiple, examples }),
    );
    const of = (label: string) => own.scores?.find((score) => score.label === label)?.confidence ?? own.confidence;
    return { scores: own.labels.map((label) => ({ label, confidence: of(label) })), usage: own.usage };
  }

  private async calibrationFor(run: TaskRun, request: Request, names: string[]): Promise<Calibrated> {
    const { model, asking } = run;
    const said = await this.feedback.scaling(asking.caller.companyId, model.id, names);
    if (said) return { scaling: said, calibration: 'feedback' };
    if (!model.isRules) return { scaling: assumed, calibration: 'assumed' };
    const tried = tryExamples(run, request);
    return tried ? { scaling: fitted(tried), calibration: 'examples' } : { scaling: identity, calibration: 'measured' };
  }
}

/** How often rules are right about the examples, each classified as if it were not known. Costs nothing but a moment. */
function tryExamples({ model }: TaskRun, { labels, examples }: Request): Judged[] | undefined {
  const { classify } = model.target.connected.provider.tasks;
  if (!classify || examples.length < fewestExamples) return undefined;
  const specs = labels.map((label) => ({ label: typeof label === 'string' ? label : label.label }));
  return examples.slice(0, mostTried).map(({ text, label }, at) => {
    const others = examples.filter((_, index) => index !== at);
    const verdict = classify({ text, labels: specs, multiple: false, examples: others });
    return { stated: verdict.confidence, correct: verdict.label === label };
  });
}

const scoresOf = (data: unknown): Stated['scores'] => {
  const { labels } = data as { labels: Stated['scores'] };
  return [...labels].sort((a, b) => b.confidence - a.confidence);
};
const best = (scores: Stated['scores']) => scores[0] ?? { label: '', confidence: 0 };

function decided(
  stated: Stated['scores'],
  { scaling, calibration }: Calibrated,
  { multiple, unsure }: Request,
): Omit<Answer, 'usage'> {
  const scores = stated.map(({ label, confidence }) => ({ label, confidence: scaled(confidence, scaling) }));
  const first = best(scores);
  const isUnsure = unsure !== undefined && first.confidence < unsure.below;
  const sure = unsure === undefined ? scores : scores.filter(({ confidence }) => confidence >= unsure.below);
  const label = isUnsure ? unsure.label : first.label;
  return {
    label,
    ...(multiple ? { labels: isUnsure ? [label] : sure.map((score) => score.label) } : {}),
    confidence: first.confidence,
    scores,
    unsure: isUnsure,
    stated: best(stated).confidence,
    calibration,
  };
}
