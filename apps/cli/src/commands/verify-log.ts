import { verifyAuditEvents, type AuditVerification } from '#libs/contracts';
import type { ApiClient } from '#libs/client';

/** Asks until the whole log was read: each answer takes a bounded time. */
export async function verifyLog(api: Pick<ApiClient, 'call'>): Promise<AuditVerification> {
  let checked = 0;
  for (let from: number | undefined; ;) {
    const answer = await api.call(verifyAuditEvents, from === undefined ? {} : { query: { from } });
    checked += answer.checked;
    if (answer.next === null) return { ...answer, checked };
    from = answer.next;
  }
}

/** What a person reads. */
export function verificationText({ ok, checked, first, head, anchor, fault }: AuditVerification): string {
  if (!ok && fault) return `BROKEN at event ${fault.seq} (${fault.kind}): ${fault.detail}`;
  const since = first > 1 ? `, from ${first} on: what came before was deleted as the retention says` : '';
  const kept = anchor
    ? `The end was last kept outside the database at ${anchor.at} (event ${anchor.seq}).`
    : 'The end was not yet kept outside the database.';
  return `Intact: ${checked} of ${head} events checked${since}.\n${kept}`;
}
