import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError, newId, type AiSettings, type RecordedPart } from '#libs/contracts';
import { Stage, type AnswerPart, type ModelCall, type NextStage } from '../calls/stage.js';
import { AiSettingsService } from '../settings/ai-settings.service.js';
import { fitToKeep, type FitToKeep } from './fit-to-keep.js';
import { Recorder } from './recorder.js';
import type { RecordingRow } from './recording.entity.js';
import { RecordingsRepository } from './recordings.repository.js';

const dayMs = 86_400_000;
/** Characters of an answer that is recorded at most. */
const longest = 2_000_000;

/** Answers a call from recordings where it asks for that, and records what models answer where the company wants it. */
@Injectable()
export class RecordingStage extends Stage {
  constructor(
    private readonly settings: AiSettingsService,
    private readonly recordings: RecordingsRepository,
    private readonly recorder: Recorder,
  ) {
    super();
  }

  run(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart> {
    const isOff = this.settings.known(call.asking.caller.companyId)?.recording.mode === 'off';
    return isOff && !call.replay ? next(call) : this.recorded(call, next);
  }

  private async *recorded(call: ModelCall, next: NextStage): AsyncIterable<AnswerPart> {
    const settings = await this.settings.of(call.asking.caller.companyId);
    if (call.replay && !(yield* this.replay(call, call.replay, settings))) {
      if (call.replay.mode === 'strict') throw new AppError('RECORDING_MISSING', { detail: missing(call) });
      return yield* next(call);
    }
    if (call.replay) return;
    if (settings.recording.mode === 'off') return yield* next(call);
    yield* this.record(call, next, settings);
  }

  /** @returns whether there was a recording */
  private async *replay(
    call: ModelCall,
    option: NonNullable<ModelCall['replay']>,
    { guardrails }: AiSettings,
  ): AsyncGenerator<AnswerPart, boolean, void> {
    const { asking, notes, wanted, request } = call;
    const started = performance.now();
    const kept = fitToKeep(wanted, request, guardrails.canaries);
    const row = await this.recordings.answer(asking.caller.companyId, kept.hash, option);
    if (!row) return false;
    notes.replayed = true;
    for (const part of row.parts) {
      asking.signal.throwIfAborted();
      const leftMs = part.t - (performance.now() - started);
      if (option.paced && leftMs > 1) await pause(leftMs, asking.signal);
      yield replayed(part, kept, Math.round(performance.now() - started));
    }
    return true;
  }

  private async *record(
    call: ModelCall,
    next: NextStage,
    { recording, guardrails }: AiSettings,
  ): AsyncIterable<AnswerPart> {
    const started = performance.now();
    const parts: RecordedPart[] = [];
    let length = 0;
    for await (const part of next(call)) {
      length += part.type === 'end' ? 0 : part.type === 'tool-call' ? part.arguments.length : part.text.length;
      if (length <= longest) parts.push({ ...part, t: Math.round(performance.now() - started) });
      // What was kept was recorded when a model said it.
      if (part.type === 'end' && length <= longest && !call.notes.cached)
        this.recorder.add(
          () => rowOf(call, parts, recording.set, fitToKeep(call.wanted, call.request, guardrails.canaries)),
          recording.keepDays * dayMs,
        );
      yield part;
    }
  }
}

function rowOf(
  { asking: { caller, task, origin } }: ModelCall,
  parts: readonly RecordedPart[],
  setName: string,
  kept: FitToKeep,
): Omit<RecordingRow, 'at' | 'expiresAt'> {
  const end = parts.at(-1);
  return {
    id: newId('aiRecording'),
    companyId: caller.companyId,
    ...{ setName, requestHash: kept.hash, request: kept.request, parts: kept.answer(parts), task },
    model: end?.type === 'end' ? end.usage.model : '',
    workflowId: origin.workflowId ?? null,
    stepPath: origin.stepPath ?? null,
    runId: origin.runId ?? null,
    agentId: origin.agentId ?? null,
  };
}

/** A recorded part as one of this call: with its own values for the placeholders, and for nothing. */
function replayed({ t: _, ...part }: RecordedPart, { placeholders }: FitToKeep, ms: number): AnswerPart {
  if (part.type === 'end') return { ...part, usage: { ...part.usage, costMicros: 0, ms } };
  if (part.type === 'tool-call') {
    const { id, name, arguments: written, ...rest } = part;
    const inJson = (value: string) => JSON.stringify(value).slice(1, -1);
    return {
      ...rest,
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
      arguments: placeholders.restore(written, inJson),
    };
  }
  return { ...part, text: placeholders.restore(part.text) };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

const missing = ({ replay, asking }: ModelCall): string =>
  `Nothing is recorded in ${replay?.set === undefined ? `workflow ${replay?.workflowId}` : `set ${replay.set}`} about this request (${asking.task})`;
