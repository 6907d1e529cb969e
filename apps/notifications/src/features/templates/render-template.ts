import type { Liquid } from 'liquidjs';
import type {
  MailTemplate,
  SlackTemplate,
  TemplateContent,
  TemplatePreview,
  TemplateProblem,
  WatchedEvent,
} from '#libs/contracts';

/** What a template sees. */
export interface TemplateFacts {
  subject: string;
  text: string;
  /** Absolute, into the web app. */
  link?: string;
  event: { type: WatchedEvent; at: string; data: unknown };
}

const longestHtml = 500_000;
const longestText = 100_000;
const mostBlocks = 50;

/** Bounds of one rendering: characters of the source, milliseconds, and what it may hold. */
const bounds = { parseLimit: 250_000, renderLimit: 1000, memoryLimit: 5_000_000 };

const slackEntities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** Inside a JSON string, and read by Slack as nothing but text: a stranger's words call nobody. */
const intoJson = (value: unknown): string =>
  JSON.stringify(String(value ?? '').replace(/[&<>]/g, (sign) => slackEntities[sign] ?? sign)).slice(1, -1);

interface Engines {
  plain: Liquid;
  html: Liquid;
  json: Liquid;
}
let made: Promise<Engines> | undefined;

/** Neither files nor prototypes can be reached from a template. The engine is loaded with the first message. */
async function makeEngines(): Promise<Engines> {
  const { Liquid } = await import('liquidjs');
  const closed = { ...bounds, templates: {}, ownPropertyOnly: true, strictFilters: true } as const;
  return {
    plain: new Liquid(closed),
    html: new Liquid({ ...closed, outputEscape: 'escape' }),
    json: new Liquid({ ...closed, outputEscape: intoJson }),
  };
}

const isMail = (content: TemplateContent): content is MailTemplate => 'mjml' in content;

/** What a receiver sees, and every fault on the way there. Never throws for what stands in the template. */
export async function renderTemplate(content: TemplateContent, facts: TemplateFacts): Promise<TemplatePreview> {
  const problems: TemplateProblem[] = [];
  const engines = await (made ??= makeEngines());
  const fill = async (path: string, engine: Liquid, source: string): Promise<string> => {
    try {
      return String(await engine.parseAndRender(source, facts));
    } catch (error) {
      problems.push({ path, message: firstLine(error) });
      return '';
    }
  };
  const text = (await fill('text', engines.plain, content.text)).slice(0, longestText);
  if (!isMail(content))
    return { subject: null, html: null, text, ...(await slackBlocks(content, fill, engines, problems)) };
  const subject = (await fill('subject', engines.plain, content.subject)).replace(/\s+/g, ' ').trim();
  if (subject === '' && problems.length === 0) problems.push({ path: 'subject', message: 'It comes out empty' });
  const source = await fill('mjml', engines.html, content.mjml);
  const html = source === '' ? '' : await htmlOf(source, problems);
  return { subject: subject.slice(0, 500), html, text, blocks: null, problems };
}

async function htmlOf(source: string, problems: TemplateProblem[]): Promise<string> {
  const fault = (message: string) => problems.push({ path: 'mjml', message });
  try {
    const { default: mjml2html } = await import('mjml');
    // Files are not included, and no font is fetched by whoever reads the mail.
    const options = { validationLevel: 'soft', ignoreIncludes: true, fonts: {}, keepComments: false } as const;
    const { html, errors } = await mjml2html(source, options);
    for (const { line, message } of errors.slice(0, 20)) fault(`Line ${line}: ${message}`);
    if (html.length > longestHtml)
      fault(`The mail would have ${html.length} characters; at most ${longestHtml} are sent`);
    return html.slice(0, longestHtml);
  } catch (error) {
    fault(firstLine(error));
    return '';
  }
}

async function slackBlocks(
  { blocks: source }: SlackTemplate,
  fill: (path: string, engine: Liquid, source: string) => Promise<string>,
  { json }: Engines,
  problems: TemplateProblem[],
): Promise<Pick<TemplatePreview, 'blocks' | 'problems'>> {
  if (source.trim() === '') return { blocks: null, problems };
  const filled = await fill('blocks', json, source);
  if (problems.some(({ path }) => path === 'blocks')) return { blocks: null, problems };
  try {
    const blocks = JSON.parse(filled) as unknown;
    if (Array.isArray(blocks) && blocks.length <= mostBlocks) return { blocks: blocks as unknown[], problems };
    problems.push({ path: 'blocks', message: `expected an array of at most ${mostBlocks} blocks` });
  } catch (error) {
    problems.push({ path: 'blocks', message: `This is not JSON: ${firstLine(error)}` });
  }
  return { blocks: null, problems };
}

const firstLine = (error: unknown): string =>
  ((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '').slice(0, 300);
