import { Database } from '#libs/platform/database';
import { tenantTables } from '#libs/service/tenants/tenant-tables';
import { ownedTables } from '#libs/service/tenants/company-rows';
import { ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { agentsService } from '../../agents/src/app.module.js';
import { aiService } from '../../ai/src/app.module.js';
import { authService } from '../../auth/src/app.module.js';
import { companyService } from '../../company/src/app.module.js';
import { notificationsService } from '../../notifications/src/app.module.js';

const all = [authService, companyService, agentsService, aiService, notificationsService];

describe.each(all.map((definition) => [definition.name, definition] as const))(
  'the tables of %s',
  (_name, definition) => {
    let service: ServiceUnderTest;
    beforeAll(async () => {
      service = await ServiceUnderTest.start(definition, 'sqlite');
    });
    afterAll(() => service.stop());

    it('all say whose their rows are, so that they go with a company', async () => {
      const db = service.get<Database>(Database);
      const { tenant, unknown } = await tenantTables(db, service.get(ownedTables as never));
      expect(unknown.filter((name) => !definition.ofPlatform?.includes(name))).toEqual([]);
      expect(tenant.length).toBeGreaterThan(3);
      // Parts before what they belong to.
      const order = tenant.map(({ name }) => name);
      for (const { name, parent } of tenant)
        if (parent) expect(order.indexOf(name)).toBeLessThan(order.indexOf(parent.table.name));
      // Pages are read in the order of a key.
      for (const { name, primary } of tenant) expect([name, primary.length > 0]).toEqual([name, true]);
    });
  },
);
