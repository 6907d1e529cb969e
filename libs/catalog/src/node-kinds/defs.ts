import type { KindDef } from '../kit.js';
import { knowledgeSearchKind } from './knowledge-search/knowledge-search.def.js';
import { triggerManual } from './trigger-manual/trigger-manual.def.js';
import { triggerApi } from './trigger-api/trigger-api.def.js';
import { triggerWebhook } from './trigger-webhook/trigger-webhook.def.js';
import { triggerSchedule } from './trigger-schedule/trigger-schedule.def.js';
import { triggerEvent } from './trigger-event/trigger-event.def.js';
import { triggerChat } from './trigger-chat/trigger-chat.def.js';
import { triggerWorkflow } from './trigger-workflow/trigger-workflow.def.js';
import { triggerError } from './trigger-error/trigger-error.def.js';
import { flowCondition } from './flow-condition/flow-condition.def.js';
import { flowSwitch } from './flow-switch/flow-switch.def.js';
import { flowMerge } from './flow-merge/flow-merge.def.js';
import { flowMap } from './flow-map/flow-map.def.js';
import { flowLoop } from './flow-loop/flow-loop.def.js';
import { flowWait } from './flow-wait/flow-wait.def.js';
import { flowRespond } from './flow-respond/flow-respond.def.js';
import { flowSubworkflow } from './flow-subworkflow/flow-subworkflow.def.js';
import { flowStop } from './flow-stop/flow-stop.def.js';
import { humanApproval } from './human-approval/human-approval.def.js';
import { humanForm } from './human-form/human-form.def.js';
import { dataSet } from './data-set/data-set.def.js';
import { dataTransform } from './data-transform/data-transform.def.js';
import { dataFile } from './data-file/data-file.def.js';
import { aiPrompt } from './ai-prompt/ai-prompt.def.js';
import { aiSummarize } from './ai-summarize/ai-summarize.def.js';
import { aiTranslate } from './ai-translate/ai-translate.def.js';
import { aiExtract } from './ai-extract/ai-extract.def.js';
import { aiClassify } from './ai-classify/ai-classify.def.js';
import { aiGenerate } from './ai-generate/ai-generate.def.js';
import { agentTask } from './agent-task/agent-task.def.js';
import { httpRequest } from './http-request/http-request.def.js';
import { codeRun } from './code-run/code-run.def.js';
import { toolCall } from './tool-call/tool-call.def.js';
import { notifyMessage } from './notify-message/notify-message.def.js';
import { notifyEmail } from './notify-email/notify-email.def.js';
import { notifySlack } from './notify-slack/notify-slack.def.js';
import { notifyWebhook } from './notify-webhook/notify-webhook.def.js';

/** Every node kind, by id, in the order of the picker. Browser-safe. */
export const nodeKinds = {
  'trigger.manual': triggerManual,
  'trigger.api': triggerApi,
  'trigger.webhook': triggerWebhook,
  'trigger.schedule': triggerSchedule,
  'trigger.event': triggerEvent,
  'trigger.chat': triggerChat,
  'trigger.workflow': triggerWorkflow,
  'trigger.error': triggerError,
  'flow.condition': flowCondition,
  'flow.switch': flowSwitch,
  'flow.merge': flowMerge,
  'flow.map': flowMap,
  'flow.loop': flowLoop,
  'flow.wait': flowWait,
  'flow.respond': flowRespond,
  'flow.subworkflow': flowSubworkflow,
  'flow.stop': flowStop,
  'human.approval': humanApproval,
  'human.form': humanForm,
  'data.set': dataSet,
  'data.transform': dataTransform,
  'data.file': dataFile,
  'ai.prompt': aiPrompt,
  'ai.summarize': aiSummarize,
  'ai.extract': aiExtract,
  'ai.classify': aiClassify,
  'ai.generate': aiGenerate,
  'ai.translate': aiTranslate,
  'agent.task': agentTask,
  'tool.call': toolCall,
  'knowledge.search': knowledgeSearchKind,
  'http.request': httpRequest,
  'code.run': codeRun,
  'notify.message': notifyMessage,
  'notify.email': notifyEmail,
  'notify.slack': notifySlack,
  'notify.webhook': notifyWebhook,
} satisfies Record<string, KindDef>;

export type NodeKindId = keyof typeof nodeKinds;
