import type { WatchedEvent } from '#libs/contracts';
import { watchedEvents } from '../watchers/watched-events.js';
import type { TemplateFacts } from './render-template.js';

/** A made-up event, for previews and tests. @param home address of the web app */
export function sampleFacts(type: WatchedEvent, home = 'https://aaas.example.com'): TemplateFacts {
  const data = watchedEvents[type].sample();
  const { subject, text, link } = watchedEvents[type].say(data as never);
  return {
    ...{ subject, text, ...(link === undefined ? {} : { link: `${home}${link}` }) },
    event: { type, at: new Date().toISOString(), data },
  };
}
