import type { ToolDef } from '../kit.js';
import { askAgent } from './ask-agent/ask-agent.def.js';
import { fetchPage } from './fetch-page/fetch-page.def.js';
import { fetchUrls } from './fetch-urls/fetch-urls.def.js';
import { httpRequestTool } from './http-request/http-request.def.js';
import { readFileTool } from './read-file/read-file.def.js';
import { recall } from './recall/recall.def.js';
import { remember } from './remember/remember.def.js';
import { requestTool } from './request-tool/request-tool.def.js';
import { runWorkflow } from './run-workflow/run-workflow.def.js';
import { sendEmail } from './send-email/send-email.def.js';
import { sendWebhook } from './send-webhook/send-webhook.def.js';
import { webSearch } from './web-search/web-search.def.js';
import { writeFileTool } from './write-file/write-file.def.js';
import { calculator } from './calculator/calculator.def.js';
import { currentTime } from './current-time/current-time.def.js';
import { handOff } from './hand-off/hand-off.def.js';
import { helloWorldDelayed } from './hello-world-delayed/hello-world-delayed.def.js';
import { knowledgeSearch } from './knowledge-search/knowledge-search.def.js';
import { lookupOrder } from './lookup-order/lookup-order.def.js';
import { enrichLead } from './enrich-lead/enrich-lead.def.js';
import { findLeads } from './find-leads/find-leads.def.js';
import { saveLeads } from './save-leads/save-leads.def.js';

/** Every built-in tool, by name. Browser-safe. */
export const tools = {
  lookup_order: lookupOrder,
  find_leads: findLeads,
  enrich_lead: enrichLead,
  save_leads: saveLeads,
  calculator,
  current_time: currentTime,
  hello_world_delayed: helloWorldDelayed,
  ask_agent: askAgent,
  fetch_page: fetchPage,
  fetch_urls: fetchUrls,
  http_request: httpRequestTool,
  read_file: readFileTool,
  recall,
  remember,
  request_tool: requestTool,
  run_workflow: runWorkflow,
  send_email: sendEmail,
  send_webhook: sendWebhook,
  web_search: webSearch,
  write_file: writeFileTool,
  hand_off: handOff,
  knowledge_search: knowledgeSearch,
} satisfies Record<string, ToolDef>;

export type ToolName = keyof typeof tools;
