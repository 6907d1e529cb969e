/** What the reference page of a kind says beside what its definition says already. Long, because it is one table of prose. */
import type { ErrorCode } from '#libs/contracts';

export interface KindNotes {
  /** A configuration that validates; of scope kinds with a body node added. */
  example: Record<string, unknown>;
  /** Beside those that any step can end with. */
  errors?: ErrorCode[];
  /** Paragraphs of Markdown. */
  more?: string[];
  /** What a crash means, where the sort of effect alone does not say it. */
  crash?: string;
  /** What the ports mean, where their names do not say it. */
  ports?: Record<string, string>;
}

const ai: ErrorCode[] = [
  'MODEL_NOT_FOUND',
  'MODEL_RATE_LIMITED',
  'MODEL_UNAVAILABLE',
  'MODEL_REFUSED',
  'MODEL_OUTPUT_INVALID',
  'MODEL_CANNOT_DO',
];
const inParts =
  'A text that is longer than the model reads at once is read in parts, four at a time. Each part that is done counts as a sign of life (`heartbeatMs`) and is kept under a key of its own: a step that is repeated pays only for the parts that had no answer.';
const aiCrash =
  "The `ai` service keeps its answers under the step's key: a step that is repeated after a crash is given the first answer and pays once. Only a crash of that service between the model's answer and its own commit asks the model again.";
const notifyCrash =
  "Deliveries are recorded under the step's key, so a repeat finds them. Sending itself is a durable delivery of its own, under one message id.";
const noChannel =
  'Where no channel is set up nothing is sent, the step succeeds, and `meta.warnings` says `no_channel`.';

export const kindNotes: Readonly<Record<string, KindNotes>> = {
  'trigger.manual': { example: {}, more: ["The run's input is checked against `inputs` of the definition."] },
  'trigger.api': {
    example: {},
    more: ['`POST /workflows/:id/runs` with an `Idempotency-Key` starts one run, however often it is sent.'],
  },
  'trigger.webhook': {
    example: { signature: 'standard', credential: 'crd_01h455vb4pex5vsknk084sn02q' },
    errors: ['HOOK_SIGNATURE_INVALID', 'HOOK_RUN_FAILED'],
    more: ['A request that comes twice under one id starts one run. Signatures older than five minutes are refused.'],
  },
  'trigger.schedule': {
    example: { cron: '0 9 * * 1-5', timezone: 'Europe/Berlin' },
    errors: ['SCHEDULE_INVALID'],
    more: [
      'Each time fires at most once, also with several schedulers. A time that the clocks skip fires at the end of the gap; one that they show twice fires once.',
    ],
  },
  'trigger.event': {
    example: { type: 'run.failed.v1', filter: 'event.data.workflowName == "Invoices"' },
    more: [
      'Each event starts one run, however often the bus delivers it. A workflow does not start itself by what its own runs do.',
    ],
  },
  'trigger.chat': {
    example: { history: 10 },
    more: [
      'The answer is the body of the first `flow.respond`, else the output of the run: a text as it is; of an object its `text`, `answer`, `message`, `reply` or `summary`; anything else as JSON.',
      'With `goesOn` a run that has answered and waits in a `flow.wait` for the signal `message` takes the next message as its payload `{message, chatId}`, and answers it with its next `flow.respond`. What strangers say in a widget is marked as from outside.',
    ],
  },
  'trigger.workflow': { example: { workflow: 'wf_01h455vb4pex5vsknk084sn02q', on: 'succeeded' } },
  'trigger.error': { example: {} },
  'flow.condition': {
    example: { if: '{{ input.amount > 100 }}' },
    ports: { true: 'the expression is true', false: 'it is false' },
  },
  'flow.switch': {
    example: { value: '{{ input.topic }}', cases: ['billing', 'bug'] },
    ports: { default: 'no case fits' },
    more: ['Numbers and booleans are compared as texts; lists, maps and null fit no case.'],
  },
  'flow.merge': {
    example: { mode: 'any' },
    more: [
      'A branch that no run reaches any more counts as settled: `all` waits for the branches that are taken, `any` goes on with the first one to arrive, `quorum` with the n-th. What arrives later is left out. When so many branches are skipped that this cannot be reached, the node is skipped too.',
    ],
  },
  'flow.map': {
    example: { items: '{{ input.orders }}', concurrency: 4, result: '{{ item }}' },
    errors: ['LIMIT_EXCEEDED'],
    more: [
      'The body is made of the nodes whose `parent` is this node. Inside it `item` and `index` are known. A crash repeats no item that had ended.',
    ],
  },
  'flow.loop': {
    example: { while: '{{ index < 3 }}', maxIterations: 10 },
    errors: ['LIMIT_EXCEEDED'],
    more: [
      'The body is made of the nodes whose `parent` is this node. A crash goes on inside the iteration that it met.',
    ],
  },
  'flow.wait': {
    example: { for: 'PT15M' },
    ports: {
      next: 'the time has come, or the signal',
      expired: 'the signal did not come in time; without an edge here the step fails with WAIT_EXPIRED',
    },
    errors: ['WAIT_EXPIRED'],
    more: [
      'A time that has passed already goes on at once. A wait holds no worker, and frees its place among the items of a map.',
      'For a time on the clock of a zone: `"until": "{{ startOf(addDuration(now, \\"P1D\\", \\"Europe/Berlin\\"), \\"day\\", \\"Europe/Berlin\\") }}"`. A signal that comes before the step does is kept for it.',
    ],
    crash: 'The wait lies in the database: it ends when it should have, or as soon as a worker is there again.',
  },
  'flow.subworkflow': {
    example: { workflow: 'Check an invoice', input: { order: '{{ input.order }}' } },
    errors: ['WORKFLOW_NOT_FOUND', 'WORKFLOW_NOT_PUBLISHED', 'VERSION_NOT_FOUND', 'RUN_INPUT_INVALID', 'CHILD_FAILED'],
    crash: "The child is started under the step's key: a repeat finds the run that was started.",
  },
  'flow.respond': {
    example: { status: 201, body: { ok: true } },
    more: ['The first one that is committed answers the request; without a waiting request it only gives its output.'],
  },
  'flow.stop': {
    example: { outcome: 'failed', message: 'No order' },
    errors: ['RUN_STOPPED'],
    more: ['What still runs beside it is cancelled.'],
  },
  'human.approval': {
    example: { title: 'Refund {{ input.amount }}?', assignees: ['role:operator'], deadline: 'P1D' },
    ports: {
      approved: 'enough people approved',
      rejected: 'enough people rejected',
      expired: 'nobody decided in time',
    },
    errors: ['WAIT_EXPIRED', 'RECIPIENT_UNKNOWN', 'INBOX_QUORUM_IMPOSSIBLE'],
    crash: 'The question lies in the inbox from the commit of the step on; an answer is counted once.',
    more: [
      'What comes first decides: as many approvals as `quorum` asks for, or as many rejections as `rejections` does. Each person answers once. With fewer people than a decision may take the step fails at once.',
      'Whoever is asked may pass their own answer on, and an admin may ask others instead. How people decide: [Approvals and forms](../approvals-and-forms.md).',
    ],
  },
  'human.form': {
    example: {
      title: 'Address',
      schema: { type: 'object', properties: { street: { type: 'string' } }, required: ['street'] },
      assignees: ['role:operator'],
    },
    ports: { submitted: 'somebody filled it in', expired: 'nobody did in time' },
    errors: ['WAIT_EXPIRED', 'RECIPIENT_UNKNOWN'],
    crash: 'The form lies in the inbox from the commit of the step on; it is filled in once.',
    more: ['What the schema of a form may say: [Approvals and forms](../approvals-and-forms.md#forms).'],
  },
  'data.set': { example: { values: { total: '{{ sum(input.prices) }}', currency: 'EUR' } } },
  'data.transform': {
    example: { value: '{{ input.orders.groupBy(o, o.country).map(g, {"country": g.key, "orders": g.items.size()}) }}' },
  },
  'data.file': {
    example: { name: 'orders.csv', format: 'csv', rows: '{{ input.orders }}' },
    errors: ['LIMIT_EXCEEDED'],
    more: [
      '`csv` has a column for every field, in the order in which they first come, and CRLF ends of lines (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.',
      '`html` makes a table of rows, every cell escaped. A text in `content` is written as it is: values from strangers belong into rows, or through `escapeHtml`.',
    ],
    crash: "The file is kept under the step's key and its name: a repeat gives the same artifact.",
  },
  'ai.prompt': {
    example: { prompt: 'Write a haiku about {{ input.subject }}' },
    errors: [...ai, 'PROMPT_NOT_FOUND', 'PROMPT_NOT_PUBLISHED', 'PROMPT_VARIABLES_INVALID', 'VERSION_NOT_FOUND'],
    crash: aiCrash,
    more: [
      'Instead of `prompt` a published prompt may be named: `"promptId": "Greeting", "variables": {"name": "{{ input.name }}"}`. Without `version` it is the one that is published when the step runs. See [Prompts](../prompts.md).',
    ],
  },
  'ai.summarize': {
    example: { text: '{{ input.body }}', maxWords: 50, style: 'bullets' },
    errors: ai,
    crash: aiCrash,
    more: [inParts, 'The built-in rules pick sentences; they write in no other language than that of the text.'],
  },
  'ai.extract': {
    example: { text: '{{ input.body }}', schema: { type: 'object', properties: { orderId: { type: 'string' } } } },
    errors: ai,
    crash: aiCrash,
    more: [
      'Values are located in the text whatever their case, blanks, accents, and notation of numbers and dates. A value that does not stand there has the span null and is named in `notInText`: it was reworded, counted, judged, or made up.',
      inParts,
    ],
  },
  'ai.classify': {
    example: { text: '{{ input.body }}', labels: ['billing', 'bug', 'other'], unsure: { below: 0.6 } },
    errors: ai,
    crash: aiCrash,
    more: [
      'What `confidence` means, and how it follows what people say: [Tasks of models](../ai-tasks.md#confidence).',
    ],
  },
  'ai.generate': {
    example: { instruction: 'Answer politely: {{ input.body }}', tone: 'friendly' },
    errors: ai,
    crash: aiCrash,
  },
  'ai.translate': {
    example: { text: '{{ input.body }}', to: 'de', formality: 'formal' },
    errors: ai,
    crash: aiCrash,
    more: [
      'Code, `{{ }}`, `{name}`, `%s`, tags and addresses never reach the model: marks stand for them, and a translation in which one is lost is mended twice at most. The built-in rules cannot translate.',
      inParts,
    ],
  },
  'agent.task': {
    example: { agent: 'support', goal: 'Find out why order {{ input.order }} is late' },
    errors: [
      'AGENT_NOT_FOUND',
      'AGENT_INACTIVE',
      'AGENT_LIMIT_REACHED',
      'AGENT_LOOPING',
      'MODEL_OUTPUT_INVALID',
      'STEP_UNKNOWN',
      'WAIT_EXPIRED',
      'TASK_FAILED',
    ],
    more: [
      'Without an agent the orchestrator chooses one by what agents declare and what they have done well before, makes one where none is able, and says why in the run.',
    ],
    crash: "The task is durable itself and known by the step's key: a crash on either side continues it.",
  },
  'tool.call': {
    example: { tool: 'calculator', input: { expression: '2 * 21' } },
    errors: ['TOOL_NOT_FOUND', 'TOOL_INPUT_INVALID', 'TOOL_FAILED', 'TOOL_DENIED'],
    crash: "The `agents` service keeps the result under the step's key; a repeat is given the first one.",
  },
  'knowledge.search': {
    example: { bases: ['Handbook'], query: '{{ input.question }}', limit: 5 },
    errors: ['KNOWLEDGE_BASE_NOT_FOUND'],
    more: [
      'A run has the rights of an operator: bases that only higher roles may read are not found. Where the model of a base is away, it is looked for by words alone, and `meta.warnings` says `VECTORS_UNAVAILABLE`.',
      'Passages of documents that nobody called trusted carry the mark `outside`, and so does whatever the steps after this one make of them.',
    ],
    crash: 'Searching changes nothing; a step that is repeated searches again.',
  },
  'http.request': {
    example: {
      method: 'POST',
      url: 'https://api.example.com/orders',
      headers: { 'x-source': 'workflow' },
      body: { order: '{{ input.order }}' },
      idempotent: true,
    },
    errors: [
      'HTTP_REFUSED',
      'HTTP_BUSY',
      'HTTP_FAILED',
      'HTTP_ANSWER_INVALID',
      'EGRESS_REFUSED',
      'EGRESS_FAILED',
      'CREDENTIAL_NOT_FOUND',
      'CREDENTIAL_HOST_REFUSED',
      'CREDENTIAL_UNFIT',
      'ARTIFACT_NOT_FOUND',
      'LIMIT_EXCEEDED',
    ],
    more: [
      "**Effect.** GET, HEAD, OPTIONS, PUT and DELETE are idempotent. POST and PATCH are effectful unless `idempotent` is true; so is a method that an expression gives. Whatever changes something carries `Idempotency-Key`, the step's key, which stays the same when the step is repeated.",
      '**Failures.** A status outside `acceptStatus` fails the step; its message has the status and the beginning of the answer. 429 and 503 are `HTTP_BUSY` and wait as long as `Retry-After` says, other 5xx and 408 are `HTTP_FAILED` and may be retried, all else is final. `retry` of the node says how often.',
      '**Uncertain ones.** When an effectful request was sent and no answer came (time-out, broken connection, 408, 502, 504 and their like), nobody knows whether it took effect: the step becomes `unknown` and the inbox asks. A connection that never came about is certain, and is retried.',
      '**Addresses.** Private and local addresses are refused at every hop, redirects included, unless `AAAS_EGRESS_ALLOW` lists them. On a redirect to another origin the credential and headers such as `authorization` stay behind.',
      '**Secrets.** A credential is added where the request leaves, and is taken out of the answer should the receiver echo it. `set-cookie` is dropped.',
      '**Pages.** With `pagination` the items of all pages are collected into `body`. The next page must lie on the same origin; one that was read already ends the step with `HTTP_ANSWER_INVALID`. A retry begins with the first page.',
    ],
    crash:
      'An idempotent request is sent again under the same key. An effectful one is never sent again by itself: the step becomes `unknown`, and the inbox offers *it happened*, *repeat*, *fail*.',
  },
  'code.run': {
    example: {
      code: 'const total = input.rows.reduce((sum, row) => sum + row.price, 0);\nconsole.log("rows", input.rows.length);\n({ total });',
      input: { rows: '{{ input.rows }}' },
    },
    errors: ['CODE_FAILED', 'CODE_CRASHED', 'CODE_UNAVAILABLE', 'LIMIT_EXCEEDED'],
    more: [
      'The code is a script whose value is its last expression, or the body of a function with `return`. Promises are awaited. It sees `input`, `now` (the time of the step, RFC 3339), `console.log` and the language itself: no network, no files, no timers, no modules. A last expression that begins with `{` needs parentheses.',
      '`new Date()` and `Math.random()` follow from the step: the same step gives the same result however often it is repeated. Times are in UTC.',
      'The code is taken as it is written: `{{ }}` in it means nothing. Data comes by `input`, so that no data can become code.',
      '| limit | value | named |\n|---|---|---|\n| time | `timeMs`, at most 60 s | `code.time` |\n| memory | 64 MiB | `code.memory` |\n| calls inside calls | 256 KiB of stack | `code.stack` |\n| input | 4 MiB as JSON | `code.input` |\n| result | 1 MiB as JSON | `code.output` |\n| settled promises | 1,000,000 | `code.jobs` |\n| log | 200 lines, 16 KiB | cut |',
      'It runs in QuickJS (WebAssembly) inside a process that is started for it and thrown away: without environment, without rights to files, processes and threads, and, where the platform runs as root on Linux, as nobody and without a network.',
    ],
  },
  'notify.message': {
    example: { to: ['role:owner'], text: 'Order {{ input.order }} is late' },
    errors: ['RECIPIENT_UNKNOWN'],
    crash: notifyCrash,
  },
  'notify.email': {
    example: { to: ['ann@example.com'], subject: 'Late order', text: 'Order {{ input.order }} is late' },
    more: [noChannel],
    crash: notifyCrash,
  },
  'notify.slack': { example: { text: 'Order {{ input.order }} is late' }, more: [noChannel], crash: notifyCrash },
  'notify.webhook': {
    example: { url: 'https://example.com/hook', payload: { order: '{{ input.order }}' } },
    crash: notifyCrash,
  },
};
