import { create } from 'zustand';

/** Why a company lets the reader in to nothing but their own account. */
export const bars = ['COMPANY_DEACTIVATED', 'ADDRESS_NOT_ALLOWED', 'EMAIL_DOMAIN_NOT_ALLOWED'] as const;
export interface Bar {
  code: (typeof bars)[number];
  /** What the server added: the address that it saw. */
  detail: string | undefined;
}

interface Lacking {
  /** The company asks for a second factor and the reader has none: nothing else is answered until it is there. */
  secondFactor: boolean;
  bar: Bar | undefined;
}

/** What the company asks of its members and the reader has not. */
export const useLacking = create<Lacking>()(() => ({ secondFactor: false, bar: undefined }));

/** A refusal, as the frame of the app goes by it. */
export function noteRefusal({ code, details }: { code: string; details: { detail?: string } }): void {
  if (code === 'SECOND_FACTOR_MISSING') useLacking.setState({ secondFactor: true });
  const bar = bars.find((each) => each === code);
  if (bar) useLacking.setState({ bar: { code: bar, detail: details.detail } });
}

/** The reader closed the company: the frame need not wait for the first refusal. */
export const companyClosed = (): void =>
  useLacking.setState({ bar: { code: 'COMPANY_DEACTIVATED', detail: undefined } });
