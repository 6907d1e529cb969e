import { Injectable } from '@nestjs/common';
import type { Capabilities, CapabilityName, StepResult } from '#libs/catalog/kit';
import { CodeSandbox } from '#libs/platform/sandbox';
import { ArtifactStore } from '../artifacts/artifact-store.js';
import { OutboundHttp } from '../credentials/outbound-http.js';
import { PeopleAsking } from '../inbox/people-asking.js';
import { WorkflowCalling } from './workflow-calling.js';
import { OutsideEffects } from './outside-effects.js';
import { RemoteCapabilities } from './remote-capabilities.js';
import { RunAnswers, type RunAnswer } from './run-answers.js';
import type { StepOrigin, Write } from './step-origin.js';

/** The capabilities of one attempt, and what they want written in the commit of its outcome. */
export interface StepUse {
  capabilities: Partial<Capabilities>;
  write(result: StepResult<unknown>): Write | undefined;
}

type Maker<N extends CapabilityName> = (origin: StepOrigin, later: (write: Write) => void) => Capabilities[N];

/** Gives a step the capabilities that its kind asked for, and no other. */
@Injectable()
export class CapabilityFactory {
  private readonly makers: { [N in CapabilityName]: Maker<N> };

  constructor(
    remote: RemoteCapabilities,
    people: PeopleAsking,
    artifacts: ArtifactStore,
    outbound: OutboundHttp,
    code: CodeSandbox,
    workflows: WorkflowCalling,
    private readonly answers: RunAnswers,
    effects: OutsideEffects,
  ) {
    this.makers = {
      ai: (origin) => remote.ai(origin),
      agents: (origin) => remote.agents(origin),
      tools: (origin) => remote.tools(origin),
      knowledge: (origin) => remote.knowledge(origin),
      notifications: (origin, later) => effects.notifications(remote.notifications(origin), origin, later),
      people: (origin, later) => people.capability(origin, later),
      artifacts: (origin) => artifacts.capability(origin),
      http: (origin, later) => effects.http(outbound.capability(origin), origin, later),
      code: ({ signal }) => ({ run: (job) => code.run(job, signal) }),
      workflows: (origin, later) => workflows.capability(origin, later),
    };
  }

  /** @param originOf made for the steps that need anything alone: most need nothing */
  forStep(needs: readonly CapabilityName[], runId: string, originOf: () => StepOrigin): StepUse {
    const writes: Write[] = [];
    const later = (write: Write) => void writes.push(write);
    const all: Write = async (tx) => {
      for (const write of writes) await write(tx);
    };
    return {
      capabilities: needs.length === 0 ? {} : this.capabilitiesOf(needs, originOf(), later),
      write: (result) => {
        this.answerWith(result, runId, later);
        return writes.length > 0 ? all : undefined;
      },
    };
  }

  private capabilitiesOf(
    needs: readonly CapabilityName[],
    origin: StepOrigin,
    later: (write: Write) => void,
  ): Partial<Capabilities> {
    return Object.fromEntries(needs.map((name) => [name, this.makers[name](origin, later)])) as Partial<Capabilities>;
  }

  /** Whoever waits in this process for the run's answer has it when it is committed. */
  private answerWith(result: StepResult<unknown>, runId: string, later: (write: Write) => void): void {
    if (!('respond' in result) || !result.respond || !this.answers.isAwaited(runId)) return;
    const answer: RunAnswer = { kind: 'responded', ...result.respond, body: result.output };
    later((tx) => Promise.resolve(tx.afterCommit(() => this.answers.give(runId, answer))));
  }
}
