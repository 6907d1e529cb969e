import { FlowDecider, type Flow, type FlowEvent, type RunState } from '#libs/engine';

/** What a run is pinned to for good: the version, and the trigger node that started it. Kept as the durable run's `ref`. */
export interface Pinned {
  versionId: string;
  trigger?: string;
}

export const refOf = ({ versionId, trigger }: Pinned): string =>
  trigger === undefined ? versionId : `${versionId}:${trigger}`;

export function pinnedOf(ref: string | null): Pinned {
  const [versionId = '', trigger] = (ref ?? '').split(':');
  return trigger === undefined ? { versionId } : { versionId, trigger };
}

/** The runner starts every run alike; which trigger fired is known from what the run is pinned to. */
export class TriggeredDecider extends FlowDecider {
  constructor(
    flow: Flow,
    private readonly trigger: string,
  ) {
    super(flow);
  }

  override decide(state: RunState, event: FlowEvent) {
    return super.decide(state, event.type === 'run.started' ? { ...event, trigger: this.trigger } : event);
  }
}
