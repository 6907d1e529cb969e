import type { Lead } from '../leads/lead-fields.js';
import type { LeadProfile } from './save-leads.def.js';

/** How much each part counts, of those that the profile names. */
const weights = { industry: 30, employees: 20, country: 15, role: 15, keywords: 20 } as const;
/** How much it counts that somebody can be talked to. */
const reach = 20;

interface Part {
  weight: number;
  /** From 0 to 1. */
  fits: number;
  /** What is said for it. */
  why: string;
}

/** From 0 to 100: how well the lead fits the profile (80), and whether somebody can be reached (20). Without a profile only the latter counts. */
export function scoreLead(lead: Lead, profile: LeadProfile): { score: number; why: string } {
  const parts = [...fit(lead, profile)];
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const got = parts.reduce((sum, { weight, fits }) => sum + weight * fits, 0);
  const reached = reachOf(lead);
  const score = total === 0 ? reached.fits * 100 : (got / total) * (100 - reach) + reached.fits * reach;
  const why = [...parts, reached].filter(({ fits }) => fits > 0).map((part) => part.why);
  return { score: Math.round(score), why: why.join('; ') };
}

function* fit(lead: Lead, { industries, countries, employees, roles, keywords }: LeadProfile): Generator<Part> {
  if (industries?.length) yield oneOf(weights.industry, 'industry', lead.industry, industries);
  if (employees && (employees.min !== undefined || employees.max !== undefined)) {
    const { min = 0, max = Infinity } = employees;
    const size = lead.employees ?? -1;
    yield { weight: weights.employees, fits: size >= min && size <= max ? 1 : 0, why: `${size} employees` };
  }
  if (countries?.length) yield oneOf(weights.country, 'country', lead.country, countries);
  if (roles?.length) {
    const role = (lead.role ?? '').toLowerCase();
    const fits = roles.some((wanted) => role.includes(wanted.toLowerCase())) ? 1 : 0;
    yield { weight: weights.role, fits, why: `role ${lead.role}` };
  }
  if (keywords?.length) {
    const text = `${lead.company} ${lead.industry ?? ''} ${lead.about ?? ''}`.toLowerCase();
    const found = keywords.filter((word) => text.includes(word.toLowerCase()));
    yield { weight: weights.keywords, fits: found.length / keywords.length, why: found.join(', ') };
  }
}

const oneOf = (weight: number, name: string, told: string | null | undefined, wanted: readonly string[]): Part => ({
  weight,
  fits: wanted.some((each) => each.toLowerCase() === told?.toLowerCase()) ? 1 : 0,
  why: `${name} ${told}`,
});

function reachOf({ contact, email, phone }: Lead): Part {
  const ways = [email && 'e-mail', contact && 'contact', phone && 'phone'].filter(Boolean);
  const fits = (email ? 0.5 : 0) + (contact ? 0.25 : 0) + (phone ? 0.25 : 0);
  return { weight: reach, fits, why: `reachable by ${ways.join(', ')}` };
}
