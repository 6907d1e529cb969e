/** Colours of a status, as the tokens name them. A status never uses a family's colour and a family never a status's. */
export type Status =
  | 'queued'
  | 'pending'
  | 'running'
  | 'waiting'
  | 'paused'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'unknown';

export interface Tone {
  text: string;
  soft: string;
  solid: string;
  fill: string;
}

const queued: Tone = {
  text: 'text-queued',
  soft: 'bg-queued-soft',
  solid: 'text-queued-solid',
  fill: 'bg-queued-solid',
};
const waiting: Tone = {
  text: 'text-waiting',
  soft: 'bg-waiting-soft',
  solid: 'text-waiting-solid',
  fill: 'bg-waiting-solid',
};

export const tones: Record<Status, Tone> = {
  queued,
  pending: queued,
  running: { text: 'text-running', soft: 'bg-running-soft', solid: 'text-running-solid', fill: 'bg-running-solid' },
  waiting,
  paused: waiting,
  succeeded: {
    text: 'text-succeeded',
    soft: 'bg-succeeded-soft',
    solid: 'text-succeeded-solid',
    fill: 'bg-succeeded-solid',
  },
  failed: { text: 'text-failed', soft: 'bg-failed-soft', solid: 'text-failed-solid', fill: 'bg-failed-solid' },
  skipped: { text: 'text-skipped', soft: 'bg-transparent', solid: 'text-skipped-solid', fill: 'bg-skipped-solid' },
  cancelled: {
    text: 'text-cancelled',
    soft: 'bg-cancelled-soft',
    solid: 'text-cancelled-solid',
    fill: 'bg-cancelled-solid',
  },
  unknown: { text: 'text-unknown', soft: 'bg-unknown-soft', solid: 'text-unknown-solid', fill: 'bg-unknown-solid' },
};
