import type { MailTemplate, SlackTemplate } from '#libs/contracts';
import { renderTemplate, type TemplateFacts } from './render-template.js';
import { shippedTemplates } from './shipped-templates.js';

const facts = (more: Partial<TemplateFacts> = {}): TemplateFacts => ({
  subject: '"Refunds" failed',
  text: 'First line\nSecond <b>line</b>',
  link: 'https://aaas.example/runs/run_1',
  event: { type: 'run.failed', at: '2026-11-29T10:00:00.000Z', data: { workflowName: 'Refunds' } },
  ...more,
});
const mail = (change: Partial<MailTemplate>) => ({ ...(shippedTemplates.email as MailTemplate), ...change });
const slack = (change: Partial<SlackTemplate>) => ({ ...(shippedTemplates.slack as SlackTemplate), ...change });

describe('the shipped templates', () => {
  it('make a mail with a button, whose words are text and nothing else', async () => {
    const { subject, html, text, problems } = await renderTemplate(shippedTemplates.email, facts());
    expect(problems).toEqual([]);
    expect(subject).toBe('"Refunds" failed');
    expect(text).toBe('First line\nSecond <b>line</b>\n\nhttps://aaas.example/runs/run_1');
    expect(html).toContain('href="https://aaas.example/runs/run_1"');
    expect(html).toContain('Second &lt;b&gt;line&lt;/b&gt;');
    expect(html).toMatch(/First line<br ?\/?>/);
    // Nothing that a mail program would fetch.
    expect(html).not.toMatch(/fonts\.googleapis|<img|@import/);
    expect((await renderTemplate(shippedTemplates.email, facts({ link: undefined as never }))).html).not.toContain(
      'href=',
    );
  });

  it('make a post with a button, in which nobody is called', async () => {
    const { text, blocks, problems } = await renderTemplate(
      shippedTemplates.slack,
      facts({ text: 'He said "<!channel>"\\ and\nleft' }),
    );
    expect(problems).toEqual([]);
    expect(text).toContain('He said');
    expect(blocks).toMatchObject([
      { type: 'section', text: { text: '*"Refunds" failed*\nHe said "&lt;!channel&gt;"\\ and\nleft' } },
      { type: 'actions', elements: [{ url: 'https://aaas.example/runs/run_1' }] },
    ]);
  });
});

describe('a template', () => {
  it('sees the event', async () => {
    const content = mail({
      subject: '{{ event.data.workflowName | upcase }} at {{ event.at | date: "%H:%M", "UTC" }}',
    });
    expect(await renderTemplate(content, facts())).toMatchObject({ subject: 'REFUNDS at 10:00', problems: [] });
  });

  it('a value of the event is text in the mail', async () => {
    const mjml =
      '<mjml><mj-body><mj-section><mj-column><mj-text>{{ event.data.workflowName }}</mj-text></mj-column></mj-section></mj-body></mjml>';
    const data = { workflowName: '<script>alert(1)</script>' };
    const { html } = await renderTemplate(mail({ mjml }), facts({ event: { type: 'run.failed', at: '', data } }));
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<script>');
  });

  it.each<[string, Partial<MailTemplate>, string]>([
    ['an unknown tag', { mjml: '<mjml><mj-body><mj-nothing /></mj-body></mjml>' }, 'mjml'],
    ['broken liquid', { subject: '{{ subject' }, 'subject'],
    ['an unknown filter', { text: '{{ text | explode }}' }, 'text'],
    ['an empty subject', { subject: '{{ nothing }}' }, 'subject'],
    ['endless work', { text: '{% for i in (1..99999999) %}{{ i }}{% endfor %}' }, 'text'],
    ['a file', { text: '{% include "/etc/passwd" %}' }, 'text'],
  ])('names what is wrong: %s', async (_what, change, path) => {
    const { problems, text, html } = await renderTemplate(mail(change), facts());
    expect(problems.map((each) => each.path)).toContain(path);
    expect(`${text}${html}`).not.toContain('root:');
  });

  it('includes no file of the server', async () => {
    const mjml =
      '<mjml><mj-body><mj-section><mj-column><mj-include path="/etc/passwd" type="html" /></mj-column></mj-section></mj-body></mjml>';
    expect((await renderTemplate(mail({ mjml }), facts())).html).not.toContain('root:');
  });

  it('reaches no prototype', async () => {
    const { text } = await renderTemplate(
      mail({ text: '[{{ event.constructor }}{{ event.data.__proto__ }}{{ text.constructor }}]' }),
      facts(),
    );
    expect(text).toBe('[]');
  });

  it.each([
    ['not JSON', '[{'],
    ['no array', '{}'],
    ['too many', JSON.stringify(Array.from({ length: 51 }, () => ({ type: 'divider' })))],
  ])('of Slack must be an array of blocks: %s', async (_what, blocks) => {
    expect(await renderTemplate(slack({ blocks }), facts())).toMatchObject({
      blocks: null,
      problems: [{ path: 'blocks' }],
    });
    expect(await renderTemplate(slack({ blocks: ' ' }), facts())).toMatchObject({ blocks: null, problems: [] });
  });
});
