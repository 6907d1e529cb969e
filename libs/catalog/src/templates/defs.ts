import { approvalWithLimit } from './approval-with-limit.def.js';
import { documentQuestions } from './document-questions.def.js';
import { incidentWatcher } from './incident-watcher.def.js';
import { invoiceExtraction } from './invoice-extraction.def.js';
import { leadGeneration } from './lead-generation.def.js';
import { meetingFollowUp } from './meeting-follow-up.def.js';
import { morningReport } from './morning-report.def.js';
import { newsDigest } from './news-digest.def.js';
import { supportTriage } from './support-triage.def.js';
import type { TemplateDef } from './template.js';

export type { TemplateDef } from './template.js';

/** Every template of the platform, in the order of the gallery. */
export const templates: readonly TemplateDef[] = [
  supportTriage,
  documentQuestions,
  newsDigest,
  leadGeneration,
  meetingFollowUp,
  invoiceExtraction,
  incidentWatcher,
  approvalWithLimit,
  morningReport,
];
