import type { ToolRunsOf } from '../kit.js';
import type { tools } from './defs.js';
import { runAskAgent } from './ask-agent/ask-agent.run.js';
import { runFetchPage } from './fetch-page/fetch-page.run.js';
import { runFetchUrls } from './fetch-urls/fetch-urls.run.js';
import { runHttpRequestTool } from './http-request/http-request.run.js';
import { runReadFile } from './read-file/read-file.run.js';
import { runRecall } from './recall/recall.run.js';
import { runRemember } from './remember/remember.run.js';
import { runRequestTool } from './request-tool/request-tool.run.js';
import { runRunWorkflow } from './run-workflow/run-workflow.run.js';
import { runSendEmail } from './send-email/send-email.run.js';
import { runSendWebhook } from './send-webhook/send-webhook.run.js';
import { runWebSearch } from './web-search/web-search.run.js';
import { runWriteFile } from './write-file/write-file.run.js';
import { runCalculator } from './calculator/calculator.run.js';
import { runCurrentTime } from './current-time/current-time.run.js';
import { runHandOff } from './hand-off/hand-off.run.js';
import { runHelloWorldDelayed } from './hello-world-delayed/hello-world-delayed.run.js';
import { runKnowledgeSearch } from './knowledge-search/knowledge-search.run.js';
import { runLookupOrder } from './lookup-order/lookup-order.run.js';
import { runEnrichLead } from './enrich-lead/enrich-lead.run.js';
import { runFindLeads } from './find-leads/find-leads.run.js';
import { runSaveLeads } from './save-leads/save-leads.run.js';

/** What each tool does, by name. Only the service that runs tools imports this. */
export const toolRuns = {
  lookup_order: runLookupOrder,
  find_leads: runFindLeads,
  enrich_lead: runEnrichLead,
  save_leads: runSaveLeads,
  calculator: runCalculator,
  current_time: runCurrentTime,
  hello_world_delayed: runHelloWorldDelayed,
  ask_agent: runAskAgent,
  fetch_page: runFetchPage,
  fetch_urls: runFetchUrls,
  http_request: runHttpRequestTool,
  read_file: runReadFile,
  recall: runRecall,
  remember: runRemember,
  request_tool: runRequestTool,
  run_workflow: runRunWorkflow,
  send_email: runSendEmail,
  send_webhook: runSendWebhook,
  web_search: runWebSearch,
  write_file: runWriteFile,
  hand_off: runHandOff,
  knowledge_search: runKnowledgeSearch,
} satisfies ToolRunsOf<typeof tools>;
