import type { RunsOf } from '../kit.js';
import type { nodeKinds } from './defs.js';
import { runTriggerManual } from './trigger-manual/trigger-manual.run.js';
import { runTriggerApi } from './trigger-api/trigger-api.run.js';
import { runTriggerWebhook } from './trigger-webhook/trigger-webhook.run.js';
import { runTriggerSchedule } from './trigger-schedule/trigger-schedule.run.js';
import { runTriggerEvent } from './trigger-event/trigger-event.run.js';
import { runTriggerChat } from './trigger-chat/trigger-chat.run.js';
import { runTriggerWorkflow } from './trigger-workflow/trigger-workflow.run.js';
import { runTriggerError } from './trigger-error/trigger-error.run.js';
import { runFlowCondition } from './flow-condition/flow-condition.run.js';
import { runFlowSwitch } from './flow-switch/flow-switch.run.js';
import { runFlowMerge } from './flow-merge/flow-merge.run.js';
import { runFlowMap } from './flow-map/flow-map.run.js';
import { runFlowLoop } from './flow-loop/flow-loop.run.js';
import { runFlowWait } from './flow-wait/flow-wait.run.js';
import { runFlowRespond } from './flow-respond/flow-respond.run.js';
import { runFlowSubworkflow } from './flow-subworkflow/flow-subworkflow.run.js';
import { runFlowStop } from './flow-stop/flow-stop.run.js';
import { runHumanApproval } from './human-approval/human-approval.run.js';
import { runHumanForm } from './human-form/human-form.run.js';
import { runDataSet } from './data-set/data-set.run.js';
import { runDataTransform } from './data-transform/data-transform.run.js';
import { runDataFile } from './data-file/data-file.run.js';
import { runAiPrompt } from './ai-prompt/ai-prompt.run.js';
import { runAiSummarize } from './ai-summarize/ai-summarize.run.js';
import { runAiTranslate } from './ai-translate/ai-translate.run.js';
import { runAiExtract } from './ai-extract/ai-extract.run.js';
import { runAiClassify } from './ai-classify/ai-classify.run.js';
import { runAiGenerate } from './ai-generate/ai-generate.run.js';
import { runAgentTask } from './agent-task/agent-task.run.js';
import { runKnowledgeSearchKind } from './knowledge-search/knowledge-search.run.js';
import { runHttpRequest } from './http-request/http-request.run.js';
import { runCodeRun } from './code-run/code-run.run.js';
import { runToolCall } from './tool-call/tool-call.run.js';
import { runNotifyMessage } from './notify-message/notify-message.run.js';
import { runNotifyEmail } from './notify-email/notify-email.run.js';
import { runNotifySlack } from './notify-slack/notify-slack.run.js';
import { runNotifyWebhook } from './notify-webhook/notify-webhook.run.js';

/** What each kind does, by id. Only the service that executes steps imports this. */
export const nodeRuns = {
  'trigger.manual': runTriggerManual,
  'trigger.api': runTriggerApi,
  'trigger.webhook': runTriggerWebhook,
  'trigger.schedule': runTriggerSchedule,
  'trigger.event': runTriggerEvent,
  'trigger.chat': runTriggerChat,
  'trigger.workflow': runTriggerWorkflow,
  'trigger.error': runTriggerError,
  'flow.condition': runFlowCondition,
  'flow.switch': runFlowSwitch,
  'flow.merge': runFlowMerge,
  'flow.map': runFlowMap,
  'flow.loop': runFlowLoop,
  'flow.wait': runFlowWait,
  'flow.respond': runFlowRespond,
  'flow.subworkflow': runFlowSubworkflow,
  'flow.stop': runFlowStop,
  'human.approval': runHumanApproval,
  'human.form': runHumanForm,
  'data.set': runDataSet,
  'data.transform': runDataTransform,
  'data.file': runDataFile,
  'ai.prompt': runAiPrompt,
  'ai.summarize': runAiSummarize,
  'ai.extract': runAiExtract,
  'ai.classify': runAiClassify,
  'ai.generate': runAiGenerate,
  'ai.translate': runAiTranslate,
  'agent.task': runAgentTask,
  'tool.call': runToolCall,
  'knowledge.search': runKnowledgeSearchKind,
  'http.request': runHttpRequest,
  'code.run': runCodeRun,
  'notify.message': runNotifyMessage,
  'notify.email': runNotifyEmail,
  'notify.slack': runNotifySlack,
  'notify.webhook': runNotifyWebhook,
} satisfies RunsOf<typeof nodeKinds>;
