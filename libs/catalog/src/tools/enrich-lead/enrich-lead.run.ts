import { implementTool, invalidToolInput } from '../../kit.js';
import { domainOf } from '../leads/lead-fields.js';
import { openSource, shownLead } from '../leads/lead-sources.js';
import { enrichLead } from './enrich-lead.def.js';

/** A source that fails is passed over, unless no other knows the company either. */
export const runEnrichLead = implementTool(enrichLead, async ({ domain: given }, { use }) => {
  const domain = domainOf(given);
  if (domain === null) throw invalidToolInput(enrichLead.name, [{ path: 'domain', message: 'expected a host' }]);
  const { leads: settings } = await use.settings.read();
  const failures: unknown[] = [];
  for (const source of settings.sources) {
    try {
      const found = await openSource(source, use.http).details(domain);
      if (found) return { found: true, lead: shownLead(found, source.name) };
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return { found: false, lead: null };
});
