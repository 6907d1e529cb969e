import { Inject, Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  type Caller,
  type In,
  type SendRequest,
  type TemplateContent,
  type TemplatePreview,
  type testTemplate,
} from '#libs/contracts';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { DeliveriesService } from '../deliveries/deliveries.service.js';
import { publicUrl } from '../preferences/public-url.js';
import { renderTemplate, type TemplateFacts } from './render-template.js';
import { sampleFacts } from './sample-facts.js';
import { shippedTemplates } from './shipped-templates.js';
import { TemplatesService, type TemplatePlace } from './templates.service.js';

/** The part of a request that a template fills. */
export type Worded = Pick<SendRequest, 'text' | 'subject' | 'html' | 'blocks'>;

/** Messages in the words of a company. */
@Injectable()
export class TemplateUse {
  constructor(
    private readonly templates: TemplatesService,
    private readonly deliveries: DeliveriesService,
    @Inject(serviceLogger) private readonly logger: Logger,
    @Inject(publicUrl) private readonly home: string,
  ) {}

  /** By what is published; where that fails on this event, by the shipped one: nobody goes untold for a broken template. */
  async word(companyId: string, channel: TemplatePlace['channel'], facts: TemplateFacts): Promise<Worded> {
    const place = { event: facts.event.type, channel };
    const rendered = await renderTemplate(await this.templates.current(companyId, place), facts);
    if (rendered.problems.length === 0) return wordedBy(rendered);
    this.logger.warn(
      { companyId, ...place, problems: rendered.problems },
      'a template failed, the shipped one is used',
    );
    return wordedBy(await renderTemplate(shippedTemplates[channel], facts));
  }

  /** @throws VALIDATION_FAILED */
  async preview(caller: Caller, place: TemplatePlace, given: TemplateContent | undefined): Promise<TemplatePreview> {
    const content = await this.templates.contentFor(caller, place, given);
    return renderTemplate(content, sampleFacts(place.event, this.home));
  }

  /** The draft, once. @throws VALIDATION_FAILED for a mail to nobody, TEMPLATE_INVALID, CHANNEL_NOT_FOUND */
  async test(
    caller: Caller,
    place: TemplatePlace,
    { to, channelId }: In<typeof testTemplate>['body'],
  ): Promise<{ deliveryIds: string[]; warnings: string[] }> {
    const isMail = place.channel === 'email';
    if (isMail && to === undefined)
      throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'to', message: 'expected an e-mail address' }] });
    const rendered = await this.preview(caller, place, undefined);
    const [first] = rendered.problems;
    if (first)
      throw new AppError('TEMPLATE_INVALID', {
        detail: `${first.path}: ${first.message}`,
        problems: rendered.problems,
      });
    return this.deliveries.send(
      caller,
      {
        ...{ key: newId('message'), channel: place.channel, to: isMail ? [to!] : [], ...wordedBy(rendered) },
        ...(channelId === undefined || isMail ? {} : { channelId }),
      },
      [],
    );
  }
}

const wordedBy = ({ subject, html, text, blocks }: TemplatePreview): Worded => ({
  text,
  ...(subject === null ? {} : { subject }),
  ...(html === null ? {} : { html }),
  ...(blocks === null ? {} : { blocks }),
});
