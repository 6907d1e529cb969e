import type { Caller } from '#libs/contracts';
import type { Durable, DurableCommand } from '#libs/durable';
import type { Notice, NoticesService } from '../preferences/notices.service.js';
import { DeliveryDecider, type DeliveryEvent, type DeliveryState } from './delivery-decider.js';

export type Words = Omit<Notice, 'key' | 'at'>;

/** Notices of one kind, each a durable run of one step: whom they are for is asked of another service, which may be away. */
export function defineNotices<Input>(
  durable: Durable,
  notices: NoticesService,
  kind: string,
  wordsOf: (input: Input) => Words,
): void {
  durable.define<DeliveryState, DeliveryEvent, DurableCommand>({
    kind,
    decider: () => Promise.resolve(new DeliveryDecider()),
    execute: async (_command, { input, companyId, key }) => {
      const caller: Caller = { kind: 'service', companyId, role: 'operator' };
      await notices.tell(caller, { ...wordsOf(input as Input), key, at: new Date().toISOString() });
      return { kind: 'succeeded', output: null };
    },
  });
}
