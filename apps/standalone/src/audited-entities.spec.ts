import { agentsService } from '../../agents/src/app.module.js';
import { aiService } from '../../ai/src/app.module.js';
import { authService } from '../../auth/src/app.module.js';
import { companyService } from '../../company/src/app.module.js';
import { notificationsService } from '../../notifications/src/app.module.js';
import { auditedAs } from '#libs/platform/database';

const entities = [authService, companyService, agentsService, aiService, notificationsService].flatMap(
  ({ name, entities }) => entities.map((entity) => ({ name: `${name}.${entity.options.name}`, entity })),
);
const ofTenants = entities.filter(({ entity }) => 'companyId' in entity.options.columns);

describe('every table of a tenant', () => {
  it('is found here', () => expect(ofTenants.length).toBeGreaterThan(30));

  it.each(ofTenants)('$name says whether the audit log tells of its rows, or why it does not', ({ entity }) => {
    const audited = auditedAs(entity as never);
    expect(audited).toBeDefined();
    const columns = Object.keys(entity.options.columns);
    if (!audited) return;
    if ('none' in audited) return expect(audited.none.length).toBeGreaterThan(5);
    const { noun, label, hidden = [], quiet = [], verbs = {} } = audited;
    expect(noun).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(
      [...(label ? [label] : []), ...hidden, ...quiet, ...Object.keys(verbs)].filter((name) => !columns.includes(name)),
    ).toEqual([]);
    // What is sealed, or the digest of a secret, is never shown, not even as it lies.
    const sealed = columns.filter(
      (name) => /sealed|hash$|secret/i.test(name) && !/^(draft|current|approved|content)Hash$/.test(name),
    );
    expect(sealed.filter((name) => !hidden.includes(name) && !quiet.includes(name))).toEqual([]);
  });
});
