/**
 * The one catalogue of errors, long because it is a list. A code carries its verdict: HTTP status, whether a retry can help, and what a person can do.
 * `retry`: `never` (the same request fails again), `soon` (a passing fault), `after` (wait for `retryAfterMs`).
 */
export interface ErrorSpec {
  status: number;
  retry: 'never' | 'soon' | 'after';
  title: string;
  help?: string;
}

const defineErrors = <T extends Record<string, ErrorSpec>>(specs: T): T => specs;

export const errors = defineErrors({
  // requests
  VALIDATION_FAILED: {
    status: 400,
    retry: 'never',
    title: 'The request has problems',
    help: 'See `issues`: each names the field and what was expected.',
  },
  MALFORMED_JSON: { status: 400, retry: 'never', title: 'The body is not valid JSON' },
  BODY_TOO_LARGE: { status: 413, retry: 'never', title: 'The body is too large' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    retry: 'never',
    title: 'This content type is not accepted here',
    help: 'Send application/json.',
  },
  UNAUTHENTICATED: {
    status: 401,
    retry: 'never',
    title: 'Sign in first',
    help: 'Send `Authorization: Bearer <access token or API key>`.',
  },
  TOKEN_EXPIRED: {
    status: 401,
    retry: 'never',
    title: 'The access token has expired',
    help: 'Call POST /api/v1/auth/refresh.',
  },
  FORBIDDEN: { status: 403, retry: 'never', title: 'Your role does not allow this' },
  NOT_FOUND: { status: 404, retry: 'never', title: 'Nothing is found here' },
  METHOD_NOT_ALLOWED: { status: 405, retry: 'never', title: 'This method is not allowed here' },
  CONFLICT: { status: 409, retry: 'never', title: 'This conflicts with what is there' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    retry: 'never',
    title: 'This Idempotency-Key was used with another request',
    help: 'Use a new key for a new request.',
  },
  PRECONDITION_FAILED: {
    status: 412,
    retry: 'never',
    title: 'Somebody changed this in the meantime',
    help: 'Load it again, compare, and save with the new ETag.',
  },
  PRECONDITION_REQUIRED: {
    status: 428,
    retry: 'never',
    title: 'If-Match is required',
    help: 'Send the ETag you loaded.',
  },
  RATE_LIMITED: { status: 429, retry: 'after', title: 'Too many requests' },
  INTERNAL: {
    status: 500,
    retry: 'soon',
    title: 'Something went wrong on our side',
    help: 'Try again. If it stays, give the request id to your administrator.',
  },
  DATABASE_BUSY: { status: 503, retry: 'soon', title: 'The database is busy', help: 'Try again in a moment.' },
  UNAVAILABLE: {
    status: 503,
    retry: 'soon',
    title: 'A part of the platform is not reachable',
    help: 'Try again in a moment.',
  },
  SHUTTING_DOWN: { status: 503, retry: 'soon', title: 'This server is shutting down' },
  DEADLINE_EXCEEDED: { status: 504, retry: 'soon', title: 'The answer took too long' },
  RPC_REJECTED: { status: 403, retry: 'never', title: 'The call between services was refused' },
  RPC_UNKNOWN_METHOD: { status: 501, retry: 'never', title: 'No service answers this call' },
  EVENTS_GONE: {
    status: 410,
    retry: 'never',
    title: 'These events are no longer kept',
    help: 'Read the current state instead.',
  },
  TENANT_MISSING: { status: 500, retry: 'never', title: 'A query without a company was refused' },
  SECRET_UNREADABLE: {
    status: 500,
    retry: 'never',
    title: 'A secret could not be opened',
    help: 'The master key is not the one that sealed it.',
  },
  EGRESS_REFUSED: {
    status: 422,
    retry: 'never',
    title: 'This address may not be called',
    help: 'Private and local addresses are refused unless AAAS_EGRESS_ALLOW lists them.',
  },
  EGRESS_FAILED: { status: 502, retry: 'soon', title: 'The other side did not answer' },
  BLOB_NOT_FOUND: { status: 404, retry: 'never', title: 'The stored content is not there' },
  // identity
  EMAIL_TAKEN: {
    status: 409,
    retry: 'never',
    title: 'This e-mail address has an account already',
    help: 'Log in instead.',
  },
  CREDENTIALS_INVALID: { status: 401, retry: 'never', title: 'E-mail or password is wrong' },
  PASSWORD_WEAK: { status: 422, retry: 'never', title: 'This password is too easy to guess' },
  PASSWORD_WRONG: { status: 422, retry: 'never', title: 'This is not your password' },
  SECOND_FACTOR_REQUIRED: {
    status: 401,
    retry: 'never',
    title: 'A second factor is needed',
    help: 'Send `totp`: the code of your authenticator app, or a recovery code.',
  },
  SECOND_FACTOR_WRONG: {
    status: 401,
    retry: 'never',
    title: 'This code is wrong',
    help: 'Codes of an app count once, and for half a minute; recovery codes count once.',
  },
  SECOND_FACTOR_MISSING: {
    status: 403,
    retry: 'never',
    title: 'Your company asks for a second factor',
    help: 'Set one up: POST /api/v1/auth/totp/enrol, or Profile and security in the web app.',
  },
  SESSION_TOO_OLD: {
    status: 401,
    retry: 'never',
    title: 'Your company asks you to sign in again',
    help: 'Sign in again: POST /api/v1/auth/log-in.',
  },
  ADDRESS_NOT_ALLOWED: {
    status: 403,
    retry: 'never',
    title: 'Your company does not let anybody in from this network address',
    help: 'Use the network or VPN of your company, or ask an administrator to add the address.',
  },
  EMAIL_DOMAIN_NOT_ALLOWED: {
    status: 403,
    retry: 'never',
    title: 'Your company lets in certain e-mail domains only',
    help: 'Use an account with an address of your company, or ask an administrator to add the domain.',
  },
  COMPANY_DEACTIVATED: {
    status: 403,
    retry: 'never',
    title: 'This company is deactivated',
    help: 'An owner can activate it again.',
  },
  CODE_WRONG: { status: 422, retry: 'never', title: 'This code is wrong' },
  OIDC_PROVIDER_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such way to sign in' },
  OIDC_UNREACHABLE: {
    status: 502,
    retry: 'soon',
    title: 'The identity provider did not answer as it should',
    help: 'Check issuer, client id and secret of the provider.',
  },
  OIDC_REFUSED: {
    status: 401,
    retry: 'never',
    title: 'The identity provider did not sign you in',
    help: 'Try again; a sign-in that was begun counts once, for ten minutes, in the same browser.',
  },
  OIDC_NOT_LINKED: {
    status: 403,
    retry: 'never',
    title: 'This address has an account already',
    help: 'Sign in with your password, then connect the provider under Profile and security.',
  },
  OIDC_NO_MEMBER: {
    status: 403,
    retry: 'never',
    title: 'You are no member of this company',
    help: 'Ask an administrator to add you.',
  },
  INVITATION_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such invitation' },
  LINK_INVALID: {
    status: 400,
    retry: 'never',
    title: 'This link does not count any more',
    help: 'It was used, or is too old. Ask for a new one.',
  },
  REFRESH_INVALID: { status: 401, retry: 'never', title: 'The session has ended', help: 'Log in again.' },
  REFRESH_REUSED: {
    status: 401,
    retry: 'never',
    title: 'This session was ended for safety',
    help: 'A used refresh token came again. Log in again.',
  },
  COMPANY_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such company' },
  MEMBER_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such member' },
  LAST_OWNER: {
    status: 409,
    retry: 'never',
    title: 'A company needs an owner',
    help: 'Make another member owner first.',
  },
  WOULD_LOCK_YOU_OUT: {
    status: 409,
    retry: 'never',
    title: 'This rule would keep out who must get in',
    help: 'Let it include your own address, and those of all owners.',
  },
  // workflows and runs
  WORKFLOW_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such workflow' },
  WORKFLOW_INVALID: {
    status: 422,
    retry: 'never',
    title: 'The workflow has problems',
    help: 'Open the problems list.',
  },
  WORKFLOW_NOT_PUBLISHED: {
    status: 409,
    retry: 'never',
    title: 'This workflow is not published yet',
    help: 'Publish it, then run it.',
  },
  WORKFLOW_NAME_TAKEN: { status: 409, retry: 'never', title: 'Another workflow has this name' },
  WORKFLOW_VERSION_TAMPERED: {
    status: 500,
    retry: 'never',
    title: 'This version is not what was published',
    help: 'Its content does not have the hash it was published with. Restore the database, or publish a new version.',
  },
  DOCUMENT_UNREADABLE: {
    status: 400,
    retry: 'never',
    title: 'The document cannot be read',
    help: 'See `issues`: each names line and column.',
  },
  DOCUMENT_INVALID: {
    status: 422,
    retry: 'never',
    title: 'The document is no workflow',
    help: 'See `issues`: each names the place in the document and what was expected.',
  },
  VERSION_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such version' },
  RUN_INPUT_INVALID: {
    status: 422,
    retry: 'never',
    title: 'The input does not fit the workflow',
    help: 'See `issues`.',
  },
  RUN_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such run' },
  MEMORY_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such memory' },
  GOAL_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such goal' },
  GOAL_STATE_FORBIDS: { status: 409, retry: 'never', title: 'The goal is not in a state that allows this' },
  GOAL_ANSWER_INVALID: {
    status: 422,
    retry: 'never',
    title: 'The answers do not fit the questions',
    help: 'Answer each open question once, by its id.',
  },
  RUN_STATE_FORBIDS: { status: 409, retry: 'never', title: 'The run is not in a state that allows this' },
  RERUN_NOT_POSSIBLE: {
    status: 422,
    retry: 'never',
    title: 'The run cannot be run again like this',
    help: 'See `issues`; POST /runs/:id/rerun/preflight tells them beforehand.',
  },
  RUN_STOPPED: { status: 422, retry: 'never', title: 'The workflow stopped itself as failed' },
  RUN_TIMED_OUT: { status: 504, retry: 'never', title: 'The run took longer than its limit' },
  RUN_EXPIRED: {
    status: 410,
    retry: 'never',
    title: 'The inputs and outputs of this run are no longer kept',
    help: 'The retention policy of your company deleted them.',
  },
  DEAD_LETTER_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such dead letter' },
  REDRIVE_FAILED: {
    status: 409,
    retry: 'never',
    title: 'The redrive failed',
    help: 'Mend the cause first; the dead letter is kept.',
  },
  INBOX_ITEM_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such inbox item' },
  INBOX_ITEM_CLOSED: { status: 409, retry: 'never', title: 'This was answered already' },
  INBOX_NOT_ASSIGNED: { status: 403, retry: 'never', title: 'This is assigned to somebody else' },
  INBOX_QUORUM_IMPOSSIBLE: {
    status: 422,
    retry: 'never',
    title: 'Fewer people may answer than answers are needed',
    help: 'Ask more people, or ask for fewer approvals or rejections.',
  },
  ARTIFACT_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such file' },
  // triggers and credentials
  HOOK_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such webhook' },
  HOOK_SIGNATURE_INVALID: {
    status: 401,
    retry: 'never',
    title: 'The signature of this webhook does not fit',
    help: 'Sign the exact bytes of the body with the shared secret, at most five minutes ago.',
  },
  HOOK_RUN_FAILED: { status: 502, retry: 'never', title: 'The workflow behind this webhook failed' },
  CHAT_NOT_OFFERED: {
    status: 409,
    retry: 'never',
    title: 'This workflow takes no chat messages now',
    help: 'Publish it with a chat trigger, and let the trigger not be paused.',
  },
  CHAT_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such chat' },
  CHAT_BUSY: {
    status: 409,
    retry: 'never',
    title: 'The message before is not answered yet',
    help: 'Wait for the answer, then say the next thing.',
  },
  CHAT_FULL: { status: 409, retry: 'never', title: 'This chat is full', help: 'Begin a new one.' },
  WIDGET_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such chat widget' },
  WIDGET_ORIGIN_REFUSED: {
    status: 403,
    retry: 'never',
    title: 'Messages come from the widget alone',
    help: 'Embed the widget by its snippet; no other page may post here.',
  },
  TEMPLATE_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such template' },
  TEMPLATE_PARAMETERS_INVALID: {
    status: 422,
    retry: 'never',
    title: 'What was asked is not answered as it must be',
    help: 'See `issues`: each names the parameter.',
  },
  TRIGGER_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such trigger' },
  SCHEDULE_INVALID: { status: 422, retry: 'never', title: 'This schedule cannot be followed' },
  CREDENTIAL_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such credential' },
  CREDENTIAL_IN_USE: {
    status: 409,
    retry: 'never',
    title: 'This credential is used',
    help: 'Publish `workflows`, change `tools`, set the `settings` of the tools and replace `channels` without it first.',
  },
  CREDENTIAL_HOST_REFUSED: {
    status: 422,
    retry: 'never',
    title: 'This credential may not be sent to this host',
    help: 'Add the host to `allowedHosts` of the credential.',
  },
  CREDENTIAL_UNFIT: { status: 422, retry: 'never', title: 'A credential of this kind cannot be used here' },
  CREDENTIAL_NOT_CONNECTED: {
    status: 409,
    retry: 'never',
    title: 'This credential is connected to no account, or not any more',
    help: 'Connect it under Credentials.',
  },
  CONNECTION_REFUSED: {
    status: 400,
    retry: 'never',
    title: 'This does not finish a connection that you began',
    help: 'Begin again under Credentials. A connection counts once, for ten minutes, for the person who began it.',
  },
  CALLBACK_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such callback' },
  CALLBACK_USED: { status: 409, retry: 'never', title: 'This callback was used already' },
  CALLBACK_GONE: { status: 410, retry: 'never', title: 'Nobody waits for this callback any more' },
  NODE_NOT_FOUND: { status: 404, retry: 'never', title: 'The workflow has no such step' },
  STEP_NOT_FOUND: { status: 404, retry: 'never', title: 'The run has no such step' },
  SAMPLE_NOT_FOUND: { status: 404, retry: 'never', title: 'Nothing is pinned to this step' },
  // steps
  EXPRESSION_FAILED: { status: 422, retry: 'never', title: 'An expression could not be evaluated' },
  STEP_CONFIG_INVALID: { status: 422, retry: 'never', title: "The step's configuration does not fit" },
  STEP_OUTPUT_INVALID: { status: 422, retry: 'never', title: "The step's output does not fit its schema" },
  STEP_TIMED_OUT: { status: 504, retry: 'soon', title: 'The step took longer than its limit' },
  STEP_CRASHED: { status: 500, retry: 'never', title: 'The step ended its worker' },
  STEP_UNKNOWN: {
    status: 409,
    retry: 'never',
    title: 'It is unknown whether this step took effect',
    help: 'Answer in the inbox: it happened, repeat, or fail.',
  },
  WAIT_EXPIRED: { status: 504, retry: 'never', title: 'Nobody answered in time' },
  LIMIT_EXCEEDED: { status: 422, retry: 'never', title: 'A limit of the platform is exceeded' },
  HTTP_REFUSED: {
    status: 422,
    retry: 'never',
    title: 'The other side refused the request',
    help: 'See the status and the beginning of its answer.',
  },
  HTTP_BUSY: { status: 429, retry: 'after', title: 'The other side asks to slow down' },
  HTTP_FAILED: { status: 502, retry: 'soon', title: 'The other side failed' },
  HTTP_ANSWER_INVALID: { status: 422, retry: 'never', title: 'The answer of the other side cannot be read' },
  CODE_FAILED: { status: 422, retry: 'never', title: 'The code failed' },
  CODE_CRASHED: { status: 422, retry: 'never', title: 'The code ended its sandbox' },
  CODE_UNAVAILABLE: { status: 503, retry: 'soon', title: 'No sandbox could be started' },
  CHILD_FAILED: { status: 422, retry: 'never', title: 'The called workflow failed' },
  // models
  MODEL_NOT_FOUND: { status: 422, retry: 'never', title: 'No provider offers this model' },
  MODEL_RATE_LIMITED: { status: 429, retry: 'after', title: 'The model provider asks to slow down' },
  MODEL_BUSY: {
    status: 429,
    retry: 'after',
    title: 'Too many calls wait for this model',
    help: 'Try again a little later, or raise the limits of the provider account.',
  },
  MODEL_UNAVAILABLE: { status: 502, retry: 'soon', title: 'The model provider did not answer' },
  MODEL_REFUSED: { status: 422, retry: 'never', title: 'The model provider refused the request' },
  MODEL_OUTPUT_INVALID: { status: 422, retry: 'never', title: "The model's answer does not fit the schema" },
  GUARDRAIL_BLOCKED: {
    status: 422,
    retry: 'never',
    title: 'The guardrails stopped this',
    help: 'See `findings`; POST /ai/guardrails/check shows what they see in a text.',
  },
  RECORDING_MISSING: {
    status: 422,
    retry: 'never',
    title: 'This request is not recorded',
    help: 'Record it first, or replay with mode fallthrough.',
  },
  RECORDING_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such recording' },
  RECORDING_SET_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such set of recordings' },
  BUDGET_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such budget' },
  BUDGET_EXCEEDED: {
    status: 402,
    retry: 'never',
    title: 'A budget for model calls is used up',
    help: 'An administrator may raise it: POST /ai/budgets/:id/raises, or Budgets in the web app. See `resetsAt`.',
  },
  BUDGET_APPROVAL_NEEDED: {
    status: 402,
    retry: 'never',
    title: 'A budget for model calls is used up until a person raises it',
    help: 'An administrator raises it (POST /ai/budgets/:id/raises with `runId` where a run is bounded), then the same is tried again. Steps of runs and tasks of agents ask in the inbox and wait.',
  },
  MODEL_CANNOT_DO: {
    status: 422,
    retry: 'never',
    title: 'This model cannot do the task',
    help: 'Name one that can; the detail says which.',
  },
  // prompts
  PROMPT_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such prompt' },
  PROMPT_NAME_TAKEN: { status: 409, retry: 'never', title: 'Another prompt has this name' },
  PROMPT_INVALID: {
    status: 422,
    retry: 'never',
    title: 'The prompt has problems',
    help: 'See `problems`: each names the message and the variable.',
  },
  PROMPT_NOT_PUBLISHED: {
    status: 409,
    retry: 'never',
    title: 'This prompt is not published yet',
    help: 'Publish it, or name a version.',
  },
  PROMPT_VARIABLES_INVALID: {
    status: 422,
    retry: 'never',
    title: 'The variables do not fit the prompt',
    help: 'See `issues`: each names a variable and what was expected.',
  },
  PROMPT_VERSION_TAMPERED: {
    status: 500,
    retry: 'never',
    title: 'This version is not what was published',
    help: 'Its content does not have the hash it was published with. Restore the database, or publish a new version.',
  },
  BENCH_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such test bench' },
  BENCH_OVER: { status: 409, retry: 'never', title: 'This test bench has ended already' },
  MODEL_NO_TOOLS: {
    status: 422,
    retry: 'never',
    title: 'This model cannot call tools',
    help: 'See `issues`: it names the models that can.',
  },
  MODEL_NO_IMAGES: {
    status: 422,
    retry: 'never',
    title: 'This model cannot look at images',
    help: 'See `issues`: it names the models that can.',
  },
  AI_PROVIDER_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such model provider' },
  // agents and tools
  API_KEY_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such API key' },
  AGENT_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such agent' },
  AGENT_NAME_TAKEN: { status: 409, retry: 'never', title: 'Another agent has this name' },
  AGENT_INACTIVE: { status: 409, retry: 'never', title: 'This agent is not active' },
  AGENT_LIMIT_REACHED: { status: 422, retry: 'never', title: 'The agent reached a limit before it was done' },
  AGENT_LOOPING: {
    status: 422,
    retry: 'never',
    title: 'The agent did the same again and again',
    help: 'See the transcript: the same call with the same result. Say in the instructions what to do instead, or give it another tool.',
  },
  AGENT_CYCLE: { status: 422, retry: 'never', title: 'The agents ask each other in a circle' },
  TASK_STATE_FORBIDS: { status: 409, retry: 'never', title: 'The task is not in a state that allows this' },
  AGENT_TEMPLATE_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such agent template' },
  TASK_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such task' },
  TASK_FAILED: { status: 422, retry: 'never', title: 'The agent could not finish its task' },
  TOOL_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such tool' },
  TOOL_INPUT_INVALID: { status: 422, retry: 'never', title: "The tool's input does not fit its schema" },
  TOOL_FAILED: { status: 502, retry: 'soon', title: 'The tool failed' },
  TOOL_INVALID: {
    status: 422,
    retry: 'never',
    title: 'The tool has problems',
    help: 'See `issues`: each names the field and what was expected.',
  },
  TOOL_NAME_TAKEN: { status: 409, retry: 'never', title: 'A tool of this name exists' },
  TOOL_IN_USE: {
    status: 409,
    retry: 'never',
    title: 'The tool is used',
    help: 'Take it out of the agents and workflows that are named, or delete it with ?force=true.',
  },
  TOOL_REQUEST_NOT_FOUND: { status: 404, retry: 'never', title: 'Nobody asked for such a tool' },
  TOOL_IN_REVIEW: {
    status: 409,
    retry: 'never',
    title: 'The tool waits for approval',
    help: 'Look at it and approve it by its hash.',
  },
  TOOL_BUILT_IN: { status: 409, retry: 'never', title: 'A built-in tool cannot be changed' },
  TOOL_SERVER_FAILED: { status: 502, retry: 'soon', title: 'The tool server did not answer as it should' },
  TOOL_UNAVAILABLE: { status: 409, retry: 'never', title: 'The tool needs what is not set up here' },
  KNOWLEDGE_BASE_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such knowledge base' },
  KNOWLEDGE_NAME_TAKEN: { status: 409, retry: 'never', title: 'Another knowledge base has this name' },
  KNOWLEDGE_BASE_IN_USE: {
    status: 409,
    retry: 'never',
    title: 'Agents use this knowledge base',
    help: 'Take it out of the agents that `agents` names first.',
  },
  KNOWLEDGE_DOCUMENT_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such document' },
  KNOWLEDGE_SOURCE_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such source' },
  KNOWLEDGE_SOURCE_UNFIT: {
    status: 422,
    retry: 'never',
    title: 'This source cannot be read here',
    help: 'See the detail: what is missing, and where it is set.',
  },
  KNOWLEDGE_QUESTION_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such question' },
  KNOWLEDGE_NO_QUESTIONS: {
    status: 409,
    retry: 'never',
    title: 'There is nothing to ask yet',
    help: 'Add questions with the documents that answer them first.',
  },
  KNOWLEDGE_UNREADABLE: {
    status: 422,
    retry: 'never',
    title: 'The document cannot be read',
    help: 'Open it yourself: it may be damaged, locked by a password, or made of pictures alone. Save it anew, or as another type.',
  },
  KNOWLEDGE_TYPE_UNKNOWN: {
    status: 422,
    retry: 'never',
    title: 'Documents of this type are not read',
    help: 'PDF, DOCX, HTML, Markdown, text, CSV and JSON are.',
  },
  KNOWLEDGE_EMPTY: {
    status: 422,
    retry: 'never',
    title: 'The document holds no text',
    help: 'A scan has pictures of text only: run text recognition (OCR) over it first.',
  },
  CONVERSATION_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such conversation' },
  CONVERSATION_ARCHIVED: {
    status: 409,
    retry: 'never',
    title: 'This conversation is archived',
    help: 'Take it out of the archive first: PATCH it with `{"status": "active"}`.',
  },
  CONVERSATION_FULL: {
    status: 429,
    retry: 'after',
    title: 'Too many messages wait in this conversation',
    help: 'Wait until the agent has answered some of them.',
  },
  JOB_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such job' },
  JOB_STATE: { status: 409, retry: 'never', title: 'The state of the job does not allow this' },
  JOB_EXPIRED: { status: 422, retry: 'never', title: 'The job was not done in time' },
  TOOL_DENIED: { status: 403, retry: 'never', title: 'This agent may not use the tool' },
  // notifications
  DELIVERY_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such delivery' },
  CHANNEL_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such channel' },
  TEMPLATE_INVALID: {
    status: 422,
    retry: 'never',
    title: 'The template has problems',
    help: 'Each is named with its field.',
  },
  WATCHER_NOT_FOUND: { status: 404, retry: 'never', title: 'There is no such watcher' },
  CHANNEL_FAILED: { status: 502, retry: 'soon', title: 'The channel did not accept the message' },
  CHANNEL_BUSY: { status: 429, retry: 'after', title: 'The channel asks to slow down' },
  CHANNEL_REFUSED: {
    status: 422,
    retry: 'never',
    title: 'The channel refused the message for good',
    help: 'Check the address and the settings of the channel.',
  },
  RECIPIENT_UNKNOWN: { status: 422, retry: 'never', title: 'Nobody answers to this recipient' },
} satisfies Record<string, ErrorSpec>);

export type ErrorCode = keyof typeof errors;

/** One problem with one field. `path` as in the request: `nodes[2].config.labels`. */
export interface Issue {
  path: string;
  message: string;
  /** Node id, when the problem lies in a workflow. */
  node?: string;
  code?: string;
}

export interface ErrorDetails {
  /** What happened here, for a person. Falls back to the title. */
  detail?: string;
  issues?: Issue[];
  /** Milliseconds to wait, with `retry: 'after'` and 503. */
  retryAfterMs?: number;
  /** Further machine-readable fields of the problem document. */
  [extra: string]: unknown;
}

/** The only error that features throw. Its verdict comes from the catalogue. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly status: number;
  readonly retry: ErrorSpec['retry'];

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    options?: { cause?: unknown },
  ) {
    super(details.detail ?? errors[code].title, options);
    this.status = errors[code].status;
    this.retry = errors[code].retry;
  }

  static is(error: unknown, code?: ErrorCode): error is AppError {
    return error instanceof AppError && (code === undefined || error.code === code);
  }
}

/** RFC 9457 problem document, as every failed request answers. */
export interface Problem extends ErrorDetails {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  requestId: string;
  help?: string;
}
