import { createAgent, runAgentByName } from '#libs/contracts';
import { tools } from '../tools/defs.js';
import { saveLeads } from '../tools/save-leads/save-leads.def.js';
import { agentTemplates } from './defs.js';

describe.each(Object.entries(agentTemplates))('agent template %s', (id, template) => {
  it('is an agent that can be created, with built-in tools alone', () => {
    expect(template.id).toBe(id);
    const agent = createAgent.body.parse(template.agent);
    for (const tool of agent.tools ?? [])
      expect(Object.keys(tools)).toContain(typeof tool === 'string' ? tool : tool.name);
  });

  it('has an example that can be dispatched', () => {
    expect(runAgentByName.body.parse(template.example)).toEqual(template.example);
  });
});

it('the profile of the example for leads is one that save_leads takes', () => {
  const { profile, minScore } = agentTemplates['lead-generation'].example.input as {
    profile: object;
    minScore: number;
  };
  expect(saveLeads.input.parse({ leads: [{ company: 'A' }], profile, minScore })).toMatchObject({ profile, minScore });
});
