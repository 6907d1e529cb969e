import { AppError } from '#libs/contracts';
import { implementTool } from '../../kit.js';
import { openSource, shownLead } from '../leads/lead-sources.js';
import { findLeads } from './find-leads.def.js';

/** One source that is away does not hide what the others know. When none answers, the call fails as the first one did. */
export const runFindLeads = implementTool(findLeads, async ({ source: only, ...wish }, { use }) => {
  const { leads: settings } = await use.settings.read();
  const names = settings.sources.map(({ name }) => name).join(', ');
  if (names === '')
    throw new AppError('TOOL_UNAVAILABLE', { detail: 'No lead source is set up: see the settings of the tools' });
  const wanted = settings.sources.filter(({ name }) => only === undefined || name === only);
  if (wanted.length === 0)
    throw new AppError('TOOL_INPUT_INVALID', {
      detail: `find_leads: source: there is no source "${only}"; there are: ${names}`,
      issues: [{ path: 'source', message: `expected one of ${names}` }],
    });
  const asked = await Promise.allSettled(wanted.map(async (source) => openSource(source, use.http).find(wish)));
  if (asked.every(({ status }) => status === 'rejected')) throw (asked[0] as PromiseRejectedResult).reason;
  const found = asked.map((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  return {
    sources: wanted.map(({ name }, index) => {
      const answer = asked[index]!;
      const error = answer.status === 'fulfilled' ? null : messageOf(answer.reason);
      return { name, found: found[index]!.length, error };
    }),
    leads: wanted.flatMap(({ name }, index) => found[index]!.map((lead) => shownLead(lead, name))),
  };
});

const messageOf = (error: unknown): string => (AppError.is(error) ? error.message : 'It could not be asked');
