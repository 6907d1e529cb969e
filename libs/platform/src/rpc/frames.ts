import { AppError, errors, type AuditActor, type Caller, type ErrorCode, type ErrorDetails } from '#libs/contracts';
import type { FrameSignature, Signer } from './service-identity.js';

/** Largest request or reply in characters: an output's hard limit of 16 MiB and room for its envelope. */
export const frameBound = 17 * 1024 * 1024;

export interface RequestFrame {
  id: string;
  /** `company.memberships` */
  method: string;
  /** Channel of the caller's process. */
  replyTo: string;
  /** Epoch ms on the wire's clock. */
  deadline: number;
  /** The service that calls. */
  from: string;
  caller?: Caller;
  requestId: string;
  /** Who began what this is a part of, and from where: for the audit log, not for permissions. */
  actor?: AuditActor | undefined;
  address?: string | undefined;
  trace?: Record<string, string>;
  body?: unknown;
}

/** Numbered from 0 in each call. `accepted` has no number: it tells a slow call's caller where a cancel must go. */
export type ReplyFrame = { id: string; replica: string } & (
  | { kind: 'accepted' }
  | { kind: 'item'; n: number; body?: unknown }
  | { kind: 'end'; n: number; body?: unknown }
  | { kind: 'error'; n: number; error: { code: ErrorCode; details: ErrorDetails } }
);

/** `<deadline>.<signature>.<json>`: the deadline stands outside, so that an expired request is dropped unread. */
export const sealRequest = (frame: RequestFrame, signature: FrameSignature, now: number): string => {
  const json = JSON.stringify(frame);
  if (json.length > frameBound)
    throw new AppError('LIMIT_EXCEEDED', { detail: `a call may hold ${frameBound} characters` });
  return `${frame.deadline}.${signature.sign(`${frame.deadline}.${json}`, now)}.${json}`;
};

export interface SealedRequest {
  deadline: number;
  /** Reads the frame. `signer`: who signed it; undefined unless the signature holds and the frame says to come from there. */
  open(): { frame: RequestFrame; signer: Signer | undefined };
}

/** @throws SyntaxError from `open` when the text is no request. */
export const readRequest = (text: string, signature: FrameSignature, now: number): SealedRequest => {
  const first = text.indexOf('.');
  const second = text.indexOf('.', first + 1);
  const deadline = Number(text.slice(0, first));
  return {
    deadline: Number.isSafeInteger(deadline) ? deadline : 0,
    open() {
      const json = text.slice(second + 1);
      const frame = JSON.parse(json) as RequestFrame;
      const signer = signature.verify(`${deadline}.${json}`, text.slice(first + 1, second), now);
      const isWhole = frame.deadline === deadline && frame.from === signer?.service;
      return { frame, signer: isWhole ? signer : undefined };
    },
  };
};

/** Only an AppError tells the caller anything; whatever else went wrong stays in this process's log. */
export const toWireError = (error: unknown): { code: ErrorCode; details: ErrorDetails } =>
  AppError.is(error) ? { code: error.code, details: error.details } : { code: 'INTERNAL', details: {} };

export const fromWireError = ({ code, details }: { code: string; details: ErrorDetails }): AppError =>
  new AppError(Object.hasOwn(errors, code) ? (code as ErrorCode) : 'INTERNAL', details);
