import { Controller } from '@nestjs/common';
import { embedLoader, embedMessages, embedPage, embedSay, embedScript, embedStyle, type In } from '#libs/contracts';
import { Handle, RawAnswer, type HttpContext } from '#libs/platform/http';
import { chatScript } from './assets/chat-script.js';
import { chatStyle } from './assets/chat-style.js';
import { loaderScript } from './assets/loader-script.js';
import { chatPage, framePolicy } from './chat-page.js';
import { VisitorChats } from './visitor-chats.js';
import { WidgetsService } from './widgets.service.js';

const file = (type: string, body: string) => () =>
  new RawAnswer(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=300' }, body);
const loader = file('text/javascript', loaderScript);
const script = file('text/javascript', chatScript);
const style = file('text/css', chatStyle);

/** What strangers' browsers ask for. */
@Controller()
export class EmbedController {
  constructor(
    private readonly widgets: WidgetsService,
    private readonly visitors: VisitorChats,
  ) {}

  @Handle(embedLoader) loader() {
    return loader();
  }

  @Handle(embedScript) script() {
    return script();
  }

  @Handle(embedStyle) style() {
    return style();
  }

  @Handle(embedPage) async page(_: unknown, { params }: In<typeof embedPage>) {
    const widget = await this.widgets.open(params.publicId);
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
    return new RawAnswer(200, headers, chatPage(widget), framePolicy(widget.origins));
  }

  @Handle(embedMessages) async messages(_: unknown, { params, headers }: In<typeof embedMessages>) {
    return { items: await this.visitors.messages(params.publicId, headers['x-chat-token']) };
  }

  @Handle(embedSay) say(_: unknown, { params, headers, body }: In<typeof embedSay>, context: HttpContext) {
    const visitor = { ip: context.ip, origin: context.header('origin'), token: headers['x-chat-token'] };
    return this.visitors.say(params.publicId, body.content, visitor, context.signal);
  }
}
