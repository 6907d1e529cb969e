import type { ChatMessage, WorkflowProblem } from '#libs/contracts';
import { functionReference } from '#libs/expressions';
import { reservedWords, type Definition } from '#libs/workflow';
import { kindsText } from './kind-digest.js';
import { toldDefinition } from './plan-answer.js';
import { typeText } from './schema-text.js';

/** What the company has that a step may name. */
export interface Material {
  agents: readonly { name: string }[];
  tools: readonly { name: string; description: string; inputSchema: object }[];
  /** Published ones. */
  workflows: readonly { name: string }[];
}

const functionsText = functionReference
  .map(({ title, callables }) => `${title}: ${callables.map(({ name }) => name).join(' ')}`)
  .join('\n');

const example = {
  name: 'Refunds with a limit',
  explanation: 'Refunds up to 100 are booked at once; larger ones ask an operator first. It is started by hand.',
  questions: ['How are small refunds booked: by a tool, or by calling another system?'],
  definition: {
    schemaVersion: 1,
    inputs: {
      type: 'object',
      required: ['customer', 'amount'],
      properties: { customer: { type: 'string' }, amount: { type: 'number' } },
    },
    nodes: [
      { id: 'start', kind: 'trigger.manual', config: {} },
      { id: 'small', name: 'Small amount?', kind: 'flow.condition', config: { if: '{{ input.amount <= 100 }}' } },
      {
        id: 'signOff',
        name: 'Ask an operator',
        kind: 'human.approval',
        config: { title: 'Refund {{ input.amount }} to {{ input.customer }}?', assignees: ['role:operator'] },
      },
      {
        id: 'tell',
        name: 'Tell the owner',
        kind: 'notify.message',
        config: { to: ['role:owner'], text: 'Refund of {{ input.amount }} to {{ input.customer }}' },
      },
    ],
    edges: [
      { from: 'start', to: 'small' },
      { from: 'small', port: 'true', to: 'tell' },
      { from: 'small', port: 'false', to: 'signOff' },
      { from: 'signOff', port: 'approved', to: 'tell' },
    ],
  },
};

/** The rules that a definition is checked against, for a model that writes one. */
function rules(): string {
  return `You draft workflows for a platform on which companies automate their work. You answer with one JSON object: {name, explanation, questions, definition}. Name, explanation, questions and the names of steps are written in the language of the wish.

A definition is {schemaVersion: 1, inputs?, nodes, edges}.
- A node is {id, kind, name, config, parent?, onError?}. Ids match ^[a-z][A-Za-z0-9]{0,63}$, are unique, and none of: ${reservedWords.join(' ')}. \`name\` is what people read: a few words.
- An edge is {from, port?, to}. Without \`port\` it leaves by the first port. Edges never form a circle and never lead into a trigger.
- There is at least one trigger, and everything is reached from one. A step with several incoming edges waits for all that are taken; no flow.merge is needed for that.
- Steps inside the body of a flow.map or flow.loop carry "parent": the id of that scope. No edge crosses its border: the body begins at those of its steps that no edge leads to.
- \`inputs\` is a JSON Schema of what a person or a program gives at the start.
- "onError": "branch" gives a step the further port \`error\`.

Every text in a config may hold expressions {{ … }} in CEL. A text that is one expression gives the typed value. In scope: input, trigger, steps.<id>.output, item and index inside a body, run.id, now. A step may read only steps that surely ran before it. Optional fields: input.?note.orValue(""). Functions:
${functionsText}

Use only the kinds below, with exactly their config fields ("?" marks those that may be left out). Prefer few steps. Never write a credential, a key or an address that you were not given: where something is unknown, leave it empty or put it into \`inputs\`, and ask in \`questions\`. Whatever reaches outside people, spends money or cannot be undone gets a human.approval before it unless the wish says otherwise.

## Kinds
${kindsText()}

## An answer
Wish: "Refund customers, but ask somebody when it is more than 100."
${JSON.stringify(example)}`;
}

function materialText({ agents, tools, workflows }: Material): string {
  const list = (title: string, lines: readonly string[]) =>
    `${title}: ${lines.length === 0 ? 'none' : `\n${lines.map((each) => `- ${each}`).join('\n')}`}`;
  return [
    'What the company has; nothing else can be named.',
    list(
      'Agents',
      agents.map(({ name }) => name),
    ),
    list(
      'Tools',
      tools.map(
        ({ name, description, inputSchema }) => `${name} ${typeText(inputSchema)}: ${description.slice(0, 200)}`,
      ),
    ),
    list(
      'Workflows that can be called',
      workflows.map(({ name }) => name),
    ),
  ].join('\n');
}

/** The question to a planner: a wish, and the draft that it is about. */
export function planPrompt(
  {
    objective,
    definition: before,
    purpose,
  }: { objective: string; definition?: Definition | undefined; purpose?: { told: string } | undefined },
  material: Material,
): ChatMessage[] {
  const draft = before
    ? `\n\nThe draft as it is. Answer with the whole definition after the change; ids of steps that stay, stay.\n${JSON.stringify(toldDefinition(before))}`
    : '';
  return [
    // What is the same for every company stands first: providers keep the beginning of a prompt.
    { role: 'system', content: rules() },
    ...(purpose ? [{ role: 'system' as const, content: purpose.told }] : []),
    { role: 'system', content: materialText(material) },
    { role: 'user', content: `Wish: ${objective}${draft}` },
  ];
}

const mostTold = 20;

/** What is wrong with the answer, for the model that gave it. */
export function mendPrompt(problems: readonly WorkflowProblem[]): ChatMessage {
  const lines = problems
    .slice(0, mostTold)
    .map(
      ({ node, path, message }) => `- ${node === undefined ? '' : `step ${node}, `}${path || 'the whole'}: ${message}`,
    );
  const more = problems.length - lines.length;
  return {
    role: 'user',
    content: `The definition has problems:\n${lines.join('\n')}${more > 0 ? `\nand ${more} more` : ''}\nAnswer again with the whole JSON object, these mended and everything else as it is.`,
  };
}
