import { z } from 'zod';

const text = (max: number) => z.string().trim().max(max).nullish();

/** What may be known of a lead: a company, and whom to talk to there. */
export const leadFields = {
  company: z.string().trim().min(1).max(200),
  domain: text(253).meta({ description: 'Its website, such as nordlicht.example' }),
  industry: text(100),
  country: text(100).meta({ description: 'A name or an ISO code, the same way throughout' }),
  employees: z.number().int().min(0).max(10_000_000).nullish(),
  contact: text(200).meta({ description: 'Name of the person' }),
  role: text(200).meta({ description: 'What this person does there' }),
  email: text(320),
  phone: text(50),
  about: text(2000).meta({ description: 'What the company does, in words of the source' }),
};
export const lead = z.object({ ...leadFields, source: text(200).meta({ description: 'Where it was found' }) });
export type Lead = z.output<typeof lead>;

/** The part that comes first where a source says the same in other words. */
export const domainOf = (address: string | null | undefined): string | null => {
  const host = (address ?? '')
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^www\./, '')
    .split(/[/?#:]/)[0]!
    .replace(/\.$/, '');
  return /^[^\s@.]+(\.[^\s@.]+)+$/.test(host) ? host : null;
};
