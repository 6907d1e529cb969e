import { LLMock, type ChatCompletionRequest } from '@copilotkit/aimock';

type Messages = ChatCompletionRequest['messages'];

/** A model server whose answers follow what is asked, a few letters at a time: it looks up, calculates, greets later, and dawdles. */
export async function startScriptedModel(): Promise<LLMock> {
  const model = new LLMock({ port: 0 });
  await model.start();
  const slowly = { chunkSize: 4, latency: 1500 };
  const isSlow = ({ messages }: ChatCompletionRequest) => textOf(messages.at(-1)).includes('take your time');
  model.on({ predicate: isSlow }, { content: 'I am thinking about that for a very long while indeed.' }, slowly);
  // It says something whatever it is offered: asked for a call, it makes none.
  model.on({ predicate: ({ model: name }) => name === 'plain-talker' }, { content: 'I only talk.' });
  model.on({ predicate: () => true }, ({ messages }) => answerTo(messages), { chunkSize: 6, latency: 8 });
  return model;
}

const usage = { prompt_tokens: 120, completion_tokens: 18 };
const textOf = (message: Messages[number] | undefined): string =>
  typeof message?.content === 'string' ? message.content : JSON.stringify(message?.content ?? '');

function answerTo(messages: Messages) {
  const content = textOf(messages.at(-1));
  if (messages.at(-1)?.role === 'tool') return { content: afterTool(content), usage };
  const [order] = /HA-\d+/.exec(content) ?? [];
  if (order) return asking('lookup_order', { orderNumber: order }, 'I look it up.');
  const [, name, delay] = /greet (\w+) after (\d+)/.exec(content) ?? [];
  if (name) return asking('hello_world_delayed', { name, delaySeconds: Number(delay) }, '');
  const [, sum] = /calculate (.+)/.exec(content) ?? [];
  if (sum) return asking('calculator', { expression: sum }, '');
  return { content: 'Good day. What can I do for you?', usage };
}

const asking = (name: string, input: object, content: string) => ({
  content,
  toolCalls: [{ name, arguments: JSON.stringify(input) }],
  usage,
});

function afterTool(content: string): string {
  const [, greeting] = /"greeting":\s*"([^"]+)"/.exec(content) ?? [];
  if (greeting) return `The greeting is there: ${greeting}`;
  if (content.includes('jobId')) return 'I have started it.';
  if (content.includes('TOOL_DENIED')) return 'I was not allowed to.';
  if (content.includes('"found"')) return 'Your order was delivered.';
  const [, result] = /"result":\s*"?([\d.]+)/.exec(content) ?? [];
  return result ? `It is ${result}.` : 'That did not work.';
}
