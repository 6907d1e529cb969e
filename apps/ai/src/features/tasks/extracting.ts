import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import {
  AppError,
  type CompleteResponse,
  type extractRequest,
  type extractResponse,
  type Issue,
} from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { AnswerSchemas } from '../completions/answer-schema.js';
import { completed, forOnePart, merged } from './findings.js';
import { inParallel } from './in-parallel.js';
import { locate, notFound, type Spans } from './locate.js';
import { extractPrompt } from './prompts.js';
import { roomFor } from './room.js';
import { Spent } from './spent.js';
import { splitText } from './split-text.js';
import { counting, TaskPrompting, type TaskRun } from './task-run.js';

type Request = z.output<typeof extractRequest>;

const partTokens = 12_000;
const answerTokens = 6000;
/** Characters of the part before that a part begins with, so that nothing is cut at a seam. */
const overlap = 600;

/** Fields of a schema out of texts of any length, each with the place where it stands. */
@Injectable()
export class Extracting {
  constructor(
    private readonly prompting: TaskPrompting,
    private readonly schemas: AnswerSchemas,
  ) {}

  /** @throws MODEL_OUTPUT_INVALID naming the fields that are missing or do not fit; VALIDATION_FAILED for what is no schema */
  async extract(run: TaskRun, { text, schema }: Request): Promise<z.output<typeof extractResponse>> {
    const check = this.schemas.compile(schema);
    const room = { answer: answerTokens, instructions: Math.ceil(JSON.stringify(schema).length / 3) };
    const isWhole = (await splitText(text, roomFor(run.model, room))).length === 1;
    const pieces = isWhole ? [text] : await splitText(text, roomFor(run.model, { ...room, most: partTokens }));
    const spent = new Spent();
    const found = isWhole
      ? await this.readWhole(run, text, schema, spent)
      : await this.readParts(run, pieces, schema, spent);
    const checked = check(JSON.stringify(found.data ?? null));
    if (!checked.ok) throw notInText(checked.issues, run.model.id);
    const spans: Spans = { ...locate(found.data, text), ...found.spans };
    return { data: found.data, spans, notInText: notFound(spans), parts: pieces.length, usage: spent.sum };
  }

  private async readWhole(run: TaskRun, text: string, schema: Request['schema'], spent: Spent): Promise<Found> {
    const found = await this.read(run, run.asking, text, schema, false);
    spent.add(found.usage);
    return found;
  }

  private async readParts(run: TaskRun, pieces: string[], schema: Request['schema'], spent: Spent): Promise<Found> {
    const relaxed = forOnePart(schema);
    const done = counting(run.report, 'reading', pieces.length);
    const found = await inParallel(pieces, { signal: run.asking.signal }, async (piece, at, signal) => {
      const text = `${(pieces[at - 1] ?? '').slice(-overlap)}${piece}`;
      const answer = await run.part(`window ${at}`, { text, schema }, signal, (asking) =>
        this.read(run, asking, text, relaxed, true),
      );
      spent.add(answer.usage);
      done();
      return answer.data;
    });
    return { data: completed(found.reduce(merged), schema), spans: {} };
  }

  private async read(run: TaskRun, asking: Asking, text: string, schema: Request['schema'], isPart: boolean) {
    if (run.model.own.has('extract')) return this.readByRules(run, asking, text, schema);
    const judge = (answer: CompleteResponse) => (isDoubtful(answer.data, text) ? 'weak' : 'good');
    const { data, usage } = await this.prompting.ask(run, asking, extractPrompt(text, isPart), { schema, judge });
    return { data, spans: {}, usage };
  }

  private async readByRules(run: TaskRun, asking: Asking, text: string, schema: Request['schema']) {
    const own = await this.prompting.models.native(run, asking, [text] as const, ({ extract }, [read]) =>
      extract?.({ text: read, schema }),
    );
    // Places in a text with placeholders are not those in this one; what was found is looked for anew.
    return { data: own.data, spans: own.isRedacted ? {} : own.spans, usage: own.usage };
  }
}

interface Found {
  data: unknown;
  spans: Spans;
}

/** More than half of what was extracted does not stand in the text: a larger model should look. */
function isDoubtful(data: unknown, text: string): boolean {
  const spans = locate(data, text);
  return notFound(spans).length * 2 > Object.keys(spans).length;
}

const notInText = (issues: Issue[], model: string) =>
  new AppError('MODEL_OUTPUT_INVALID', {
    detail: `${model} did not find what the schema requires: ${issues.map(({ path }) => path).join(', ')}`,
    issues,
  });
