import { promptContent, type PromptContent } from '#libs/contracts';
import { problemsOf, rendered } from './prompt-template.js';

const content = (text: string, ...variables: object[]): PromptContent =>
  promptContent.parse({ messages: [{ role: 'user', content: text }], variables });
const codes = (text: string, ...variables: object[]) =>
  problemsOf(content(text, ...variables)).map(({ code, path, message }) => [code, path, message]);

describe('a prompt', () => {
  it('names the variable that is unknown, by its name or below vars, and the one that nobody uses', () => {
    expect(codes('Hi {{ nme }} and {{ vars.othr }}', { name: 'name' })).toEqual([
      ['VARIABLE_UNKNOWN', 'messages[0].content', 'there is no variable nme; there are name'],
      ['VARIABLE_UNKNOWN', 'messages[0].content', 'there is no variable othr; there are name'],
      ['VARIABLE_UNUSED', 'variables[0]', 'no message uses name'],
    ]);
  });

  it.each([
    ['{{ name }}'],
    ['{{ vars.name.upperAscii() }}'],
    ['{{ vars["name"] }}'],
    ['{{ toJson(vars) }}'],
    ['{{ [name].map(x, x + "!") }}'],
  ])('knows its variables in %s', (text) => expect(codes(text, { name: 'name' })).toEqual([]));

  it.each(['input', 'steps', 'run', 'now', 'trigger'])('sees nothing of a run: %s', (name) =>
    expect(codes(`{{ ${name} }}`)[0]).toEqual([
      'VARIABLE_UNKNOWN',
      'messages[0].content',
      `there is no variable ${name}`,
    ]),
  );

  it('says where a template is broken, and which default or schema does not fit', () => {
    expect(codes('{{ a + }} and {{ b')[0]?.[0]).toBe('TEMPLATE_INVALID');
    expect(codes('{{ n }}', { name: 'n', type: 'number', default: 'x' })).toEqual([
      ['DEFAULT_INVALID', 'variables[0].default', 'expected a number'],
    ]);
    const broken = promptContent.parse({ messages: [{ role: 'user', content: 'x' }], schema: { type: 'nonsense' } });
    expect(problemsOf(broken)[0]).toMatchObject({ code: 'SCHEMA_INVALID', severity: 'error' });
  });

  it.each(['vars', 'in', 'Name', 'a-b', ''])('has no variable called %j', (name) =>
    expect(promptContent.safeParse({ messages: [{ role: 'user', content: 'x' }], variables: [{ name }] }).success).toBe(
      false,
    ),
  );

  const letter = content(
    'Dear {{ name }}, {{ count }} items: {{ items.map(i, i.sku) }}{{ note }}. {{ vars.urgent ? "Hurry" : "Relax" }}',
    { name: 'name' },
    { name: 'count', type: 'number' },
    { name: 'items', type: 'list' },
    { name: 'note', required: false },
    { name: 'urgent', type: 'boolean', default: false },
  );

  it('is filled in', () => {
    const [message] = rendered(letter, { name: 'Ann', count: 2, items: [{ sku: 'A' }, { sku: 'B' }] });
    expect(message).toEqual({ role: 'user', content: 'Dear Ann, 2 items: ["A","B"]. Relax' });
    expect(rendered(content('{{ data }}', { name: 'data', type: 'json' }), { data: { a: [1] } })[0]?.content).toBe(
      '{"a":[1]}',
    );
  });

  it('takes values as they are: an expression in one stays text', () => {
    const [message] = rendered(content('Say {{ text }}', { name: 'text' }), { text: '{{ 1 + 1 }} {{ vars }}' });
    expect(message?.content).toBe('Say {{ 1 + 1 }} {{ vars }}');
  });

  it('names each variable that is missing, unknown or of another type', () => {
    expect(() => rendered(letter, { name: 5, items: 'none', nobody: 1 }, 'inputs[2].variables')).toThrow(
      expect.objectContaining({
        code: 'PROMPT_VARIABLES_INVALID',
        details: expect.objectContaining({
          issues: [
            { path: 'inputs[2].variables.nobody', message: 'the prompt has no such variable' },
            { path: 'inputs[2].variables.name', message: 'expected a string' },
            { path: 'inputs[2].variables.count', message: 'is missing' },
            { path: 'inputs[2].variables.items', message: 'expected a list' },
          ],
        }),
      }),
    );
  });

  it('says which message failed when it was filled in', () => {
    expect(() => rendered(content('{{ list[9] }}', { name: 'list', type: 'list' }), { list: [] })).toThrow(
      expect.objectContaining({ code: 'EXPRESSION_FAILED' }),
    );
  });
});
