import { describeTool, toolCall, type ToolFakes } from '../../conformance/tool-suite.js';
import { callTool } from '../../kit.js';
import { findSamples } from '../leads/sample-leads.js';
import type { Lead } from '../leads/lead-fields.js';
import { mergeLeads } from './merge-leads.js';
import { saveLeads } from './save-leads.def.js';
import { runSaveLeads } from './save-leads.run.js';
import { scoreLead } from './score-lead.js';

const written: string[] = [];
const artifacts: ToolFakes['artifacts'] = {
  write: ({ name, contentType, content }) => {
    expect(contentType).toBe('text/csv; charset=utf-8');
    written.push(content as string);
    return Promise.resolve({ artifactId: 'art_1', name, bytes: Buffer.byteLength(content) });
  },
};

describeTool(saveLeads, runSaveLeads, {
  examples: [
    {
      input: {
        leads: [
          { company: 'A GmbH', email: 'a@a.example' },
          { company: 'A', domain: 'a.example' },
        ],
      },
      use: { artifacts },
      output: {
        artifactId: 'art_1',
        name: 'leads.csv',
        bytes: 152,
        leads: 1,
        duplicates: 1,
        below: 0,
        top: [{ company: 'A GmbH', score: 50, why: 'reachable by e-mail' }],
      },
    },
  ],
  invalid: [
    {},
    { leads: [] },
    { leads: [{ company: '' }] },
    { leads: [{ company: 'A', score: 100 }] },
    { leads: [{ company: 'A' }], name: '../x' },
    { leads: [{ company: 'A' }], minScore: 101 },
    { leads: [{ company: 'A' }], profile: { mood: 'good' } },
  ],
});

describe('save_leads', () => {
  const save = (input: object) => callTool(saveLeads, runSaveLeads, input, toolCall(saveLeads.needs, { artifacts }));

  it('writes a row a company, the best first, with cells that no spreadsheet takes for a formula', async () => {
    const answer = await save({
      leads: [
        { company: 'Far', country: 'US' },
        { company: '=HYPERLINK("x")', country: 'DE', employees: 5, source: 'crm' },
        { company: 'Near', country: 'de', contact: 'N', email: 'n@near.example', phone: '1' },
      ],
      profile: { countries: ['DE'] },
      minScore: 80,
    });
    expect(answer).toMatchObject({ leads: 2, duplicates: 0, below: 1 });
    const [heading, ...rows] = written.at(-1)!.trimEnd().split('\r\n');
    expect(heading).toBe('score,company,domain,industry,country,employees,contact,role,email,phone,about,why,source');
    expect(rows).toEqual([
      `100,Near,,,de,,N,,n@near.example,1,,"country de; reachable by e-mail, contact, phone",`,
      `80,"'=HYPERLINK(""x"")",,,DE,5,,,,,,country DE,crm`,
    ]);
  });

  it('leaves a list with its heading when no lead is good enough', async () => {
    expect(await save({ leads: [{ company: 'A' }], minScore: 1 })).toMatchObject({ leads: 0, below: 1, top: [] });
    expect(written.at(-1)).toBe(
      'score,company,domain,industry,country,employees,contact,role,email,phone,about,why,source\r\n',
    );
  });
});

describe('the same company', () => {
  const merged = (...leads: Lead[]) => mergeLeads(leads).map(({ company }) => company);

  it('is known by its website, an address, or its name in its country', () => {
    expect(merged({ company: 'A', domain: 'a.example' }, { company: 'B', domain: 'http://WWW.a.example/x' })).toEqual([
      'A',
    ]);
    expect(merged({ company: 'A', email: 'X@gmail.com' }, { company: 'B', email: 'x@gmail.com' })).toEqual(['A']);
    expect(merged({ company: 'A', domain: 'a.example' }, { company: 'B', email: 'x@a.example' })).toEqual(['A']);
    expect(
      merged({ company: 'Müller & Söhne GmbH', country: 'DE' }, { company: 'MULLER  Sohne', country: 'de' }),
    ).toHaveLength(1);
  });

  it('is not one because of free mail, another country, or a name that two websites have', () => {
    expect(merged({ company: 'A', email: 'x@gmail.com' }, { company: 'B', email: 'y@gmail.com' })).toHaveLength(2);
    expect(merged({ company: 'A', country: 'DE' }, { company: 'A', country: 'AT' })).toHaveLength(2);
    expect(merged({ company: 'A', domain: 'a.example' }, { company: 'A', domain: 'other.example' })).toHaveLength(2);
  });

  it('is one when a third row shows it', () => {
    const rows = [
      { company: 'A', domain: 'a.example' },
      { company: 'B', email: 'b@gmail.com' },
    ];
    expect(mergeLeads([...rows, { company: 'C', domain: 'a.example', email: 'b@gmail.com' }])).toHaveLength(1);
  });

  it('has what any row says, and the data of one person', () => {
    const [lead] = mergeLeads([
      { company: 'A', domain: 'a.example', source: 'crm' },
      { company: 'A', domain: 'a.example', employees: 7, contact: 'Ann', email: 'ann@a.example', source: 'web' },
      { company: 'A', domain: 'a.example', country: 'DE', contact: 'Bob', phone: '2', source: 'crm' },
    ]);
    expect(lead).toEqual({
      company: 'A',
      domain: 'a.example',
      employees: 7,
      contact: 'Ann',
      email: 'ann@a.example',
      country: 'DE',
      source: 'crm, web',
    });
  });

  it('stands once in the samples', () => {
    const samples = findSamples({ limit: 200 });
    expect(samples).toHaveLength(21);
    expect(mergeLeads(samples)).toHaveLength(18);
  });
});

describe('a score', () => {
  const lead: Lead = {
    company: 'A',
    industry: 'Retail',
    country: 'DE',
    employees: 50,
    role: 'Head of Purchasing',
    about: 'audio',
  };

  it.each([
    [{}, 0, ''],
    [{ industries: ['retail', 'media'] }, 80, 'industry Retail'],
    [{ industries: ['media'] }, 0, ''],
    [{ employees: { min: 50, max: 50 } }, 80, '50 employees'],
    [{ employees: { max: 49 } }, 0, ''],
    [{ roles: ['purchasing'] }, 80, 'role Head of Purchasing'],
    [{ keywords: ['audio', 'video'] }, 40, 'audio'],
    [{ industries: ['retail'], countries: ['AT'] }, 53, 'industry Retail'],
  ])('of %j is %i: %s', (profile, score, why) => expect(scoreLead(lead, profile)).toEqual({ score, why }));

  it('counts a fifth for whom one can reach, and all without a profile', () => {
    const reachable = { ...lead, email: 'a@a.example', contact: 'Ann', phone: '1' };
    expect(scoreLead(reachable, { industries: ['media'] }).score).toBe(20);
    expect(scoreLead(reachable, {})).toEqual({ score: 100, why: 'reachable by e-mail, contact, phone' });
    expect(scoreLead({ ...lead, employees: null }, { employees: {} }).score).toBe(0);
  });
});
