import type { UsageRow } from '#libs/contracts';
import type { AiCallRow } from './ai-call.entity.js';

export function viewOf({ companyId: _company, userId: _user, at, ...row }: AiCallRow): UsageRow {
  return { ...row, at: new Date(at).toISOString() };
}
