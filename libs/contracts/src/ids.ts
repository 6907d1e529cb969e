import { fromUUID, typeidUnboxed } from 'typeid-js';
import { z } from 'zod';

/** Every kind of object that has an id, with its prefix. Ids are TypeIDs (prefix, `_`, UUIDv7 in base32): they sort by time. */
export const idPrefixes = {
  user: 'usr',
  session: 'ses',
  apiKey: 'key',
  company: 'co',
  member: 'mem',
  workflow: 'wf',
  workflowVersion: 'wfv',
  sample: 'smp',
  run: 'run',
  inboxItem: 'inb',
  artifact: 'art',
  agent: 'agt',
  conversation: 'cnv',
  message: 'msg',
  task: 'task',
  tool: 'tool',
  toolVersion: 'tlv',
  toolRequest: 'trq',
  job: 'job',
  knowledgeBase: 'kb',
  knowledgeSource: 'kbs',
  knowledgeDocument: 'doc',
  knowledgeQuestion: 'kbq',
  knowledgeEvaluation: 'kbe',
  aiCall: 'aic',
  aiVerdict: 'aiv',
  aiRecording: 'rec',
  budget: 'bgt',
  prompt: 'prm',
  promptVersion: 'prv',
  promptBench: 'prb',
  benchCell: 'prc',
  aiFeedback: 'aif',
  aiProvider: 'aip',
  modelPrice: 'mpr',
  deadLetter: 'dl',
  delivery: 'dlv',
  notification: 'ntf',
  channel: 'chn',
  watcher: 'wch',
  suppression: 'sup',
  trigger: 'trg',
  chat: 'chat',
  widget: 'wdg',
  template: 'tpl',
  firing: 'fir',
  credential: 'crd',
  auditEvent: 'aud',
  invitation: 'inv',
  memory: 'mmr',
  goal: 'goal',
  goalResult: 'gor',
  oidcProvider: 'oip',
  oidcIdentity: 'oii',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** A new id. Later ids sort after earlier ones, to the millisecond. */
export const newId = (kind: IdKind): string => typeidUnboxed(idPrefixes[kind]);

/** The lowest id of a kind that was made at this time (epoch ms) or later: what is older sorts before it. */
export const idAt = (kind: IdKind, at: number): string => {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  return fromUUID(`${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`, idPrefixes[kind]);
};

const suffix = '[0-7][0-9a-hjkmnp-tv-z]{25}';

/** Schema of one kind of id: `wf_01h…`. */
export const idOf = (kind: IdKind) =>
  z
    .string()
    .regex(
      new RegExp(`^${idPrefixes[kind]}_${suffix}$`),
      `expected an id such as ${idPrefixes[kind]}_01h455vb4pex5vsknk084sn02q`,
    )
    .meta({ description: `Id of a ${kind}`, examples: [`${idPrefixes[kind]}_01h455vb4pex5vsknk084sn02q`] });

export const userId = idOf('user');
export const sessionId = idOf('session');
export const apiKeyId = idOf('apiKey');
export const companyId = idOf('company');
export const memberId = idOf('member');
export const workflowId = idOf('workflow');
export const runId = idOf('run');
export const inboxItemId = idOf('inboxItem');
export const artifactId = idOf('artifact');
export const agentId = idOf('agent');
export const conversationId = idOf('conversation');
export const messageId = idOf('message');
export const jobId = idOf('job');
export const taskId = idOf('task');
export const knowledgeBaseId = idOf('knowledgeBase');
export const knowledgeSourceId = idOf('knowledgeSource');
export const knowledgeDocumentId = idOf('knowledgeDocument');
export const toolId = idOf('tool');
export const toolRequestId = idOf('toolRequest');
export const deadLetterId = idOf('deadLetter');
export const deliveryId = idOf('delivery');
export const notificationId = idOf('notification');
export const channelId = idOf('channel');
export const triggerId = idOf('trigger');
export const chatId = idOf('chat');
export const widgetId = idOf('widget');
export const templateId = idOf('template');
export const credentialId = idOf('credential');
export const auditEventId = idOf('auditEvent');
export const invitationId = idOf('invitation');
export const memoryId = idOf('memory');
export const goalId = idOf('goal');
export const goalResultId = idOf('goalResult');
export const oidcProviderId = idOf('oidcProvider');
export const oidcIdentityId = idOf('oidcIdentity');
