import { agentsService } from '../../agents/src/app.module.js';
import { aiService } from '../../ai/src/app.module.js';
import { authService } from '../../auth/src/app.module.js';
import { companyService } from '../../company/src/app.module.js';
import { notificationsService } from '../../notifications/src/app.module.js';

/** Sealed for minutes, in the form that travels: no rotation has to reach them. */
const brief = ['oidc_flows.sealedSecrets', 'credential_flows.sealedVerifier'];

describe.each([authService, companyService, agentsService, aiService, notificationsService])(
  'the sealed columns of $name',
  ({ entities, sealed = [] }) => {
    const columns = entities.flatMap(({ options }) =>
      Object.keys(options.columns)
        .filter((name) => /sealed/i.test(name))
        .map((name) => `${options.tableName}.${name}`),
    );

    it('are all known to the vault, so that a rotation reaches them', () => {
      const known = sealed.map(({ table, property }) => `${table}.${property}`);
      expect([...known].sort()).toEqual(columns.filter((name) => !brief.includes(name)).sort());
    });

    it('have an owner that says purpose and row', () => {
      for (const { owner, companyColumn } of sealed) {
        const row = { id: 'one', companyId: 'co_a', settings: {} };
        expect(owner(row)).toMatchObject({
          companyId: companyColumn === null ? 'platform' : 'co_a',
          purpose: expect.stringMatching(/^.{3,}$/),
        });
      }
    });
  },
);
