import { domainOf, type Lead } from '../leads/lead-fields.js';

/** Mail of these says nothing about the company. */
const freeMail = new Set(
  'gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com aol.com proton.me protonmail.com gmx.de gmx.net web.de t-online.de mail.com orange.fr libero.it'.split(
    ' ',
  ),
);
const legalForm =
  /\b(g?gmbh( & co\.? kg)?|ag|kg|ohg|ug|se|ev|ltd|limited|llc|llp|plc|inc|incorporated|corp|corporation|company|sa|sas|sarl|sl|slu|srl|spa|bv|nv|ab|as|asa|aps|oy|oyj|uab)\b\.?/g;

interface Company {
  lead: Lead;
  mails: Set<string>;
  sites: Set<string>;
  names: Set<string>;
}

/**
 * Leads that are the same company become one: the same website, the same address of a person, or the same name in the same country unless
 * their websites differ. What the first does not say the later ones do; sources are kept side by side.
 */
export function mergeLeads(leads: readonly Lead[]): Lead[] {
  const companies: Company[] = [];
  for (const lead of leads) {
    const next = companyOf(lead);
    const [first, ...others] = companies.filter((known) => isSame(known, next));
    if (!first) {
      companies.push(next);
      continue;
    }
    // A row can show that two which looked different are one.
    for (const other of others) {
      take(first, other);
      companies.splice(companies.indexOf(other), 1);
    }
    take(first, next);
  }
  return companies.map(({ lead }) => lead);
}

function companyOf(lead: Lead): Company {
  const mail = lead.email?.includes('@') ? lead.email.toLowerCase() : '';
  const host = mail.split('@')[1] ?? '';
  const domain = domainOf(lead.domain);
  const site = domain ?? (freeMail.has(host) ? null : domainOf(host));
  const name = plainName(lead.company);
  return {
    lead: { ...lead, domain: domain ?? lead.domain ?? null },
    mails: new Set(mail === '' ? [] : [mail]),
    sites: new Set(site === null ? [] : [site]),
    names: new Set(name === '' ? [] : [`${name} ${(lead.country ?? '').toLowerCase()}`]),
  };
}

const isSame = (one: Company, other: Company): boolean =>
  meet(one.mails, other.mails) ||
  meet(one.sites, other.sites) ||
  (meet(one.names, other.names) && (one.sites.size === 0 || other.sites.size === 0));

const meet = (one: Set<string>, other: Set<string>): boolean => [...other].some((each) => one.has(each));

function take(company: Company, more: Company): void {
  company.lead = filled(company.lead, more.lead);
  for (const key of ['mails', 'sites', 'names'] as const) for (const each of more[key]) company[key].add(each);
}

const plainName = (company: string): string =>
  company
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(legalForm, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A person's data stay together: the name of one and the address of another would be nobody. */
const personFields = ['contact', 'role', 'email', 'phone'] as const;

function filled(lead: Lead, more: Lead): Lead {
  const takesPerson = !lead.contact && Boolean(more.contact);
  const result: Record<string, unknown> = { ...lead };
  for (const [field, value] of Object.entries(more)) {
    const isPersonal = (personFields as readonly string[]).includes(field);
    if (isPersonal && lead.contact && more.contact && lead.contact.toLowerCase() !== more.contact.toLowerCase())
      continue;
    if (isPersonal && takesPerson && value) result[field] = value;
    else result[field] ??= value;
  }
  const sources = [lead.source, more.source].flatMap((source) => source?.split(', ') ?? []);
  return { ...(result as Lead), source: sources.length === 0 ? null : [...new Set(sources)].join(', ') };
}
