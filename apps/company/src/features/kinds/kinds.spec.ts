import { listKinds, type AppError, type Caller } from '#libs/contracts';
import { KindsController } from './kinds.controller.js';

const nobody = {} as Caller;

describe('the catalogue of kinds', () => {
  const { body, headers } = new KindsController().list();
  const { items } = listKinds.responses[200].parse(body);
  const kind = (id: string) => items.find((item) => item.id === id)!;

  it('fits its contract and has an ETag that stays', () => {
    expect(items.length).toBeGreaterThan(25);
    expect(headers).toMatchObject({ etag: expect.stringMatching(/^".+"$/) });
    expect(new KindsController().list().headers).toEqual(headers);
  });

  it('carries what forms and importers need', () => {
    expect(kind('ai.classify')).toMatchObject({
      role: 'step',
      effect: 'idempotent',
      ports: ['next'],
      config: { type: 'object', properties: { text: { widget: 'textarea' } }, additionalProperties: false },
      output: { properties: { label: { type: 'string' } } },
    });
    expect(kind('flow.switch').ports).toBeNull();
    expect(kind('http.request').effect).toBeNull();
    expect(kind('flow.map')).toMatchObject({ role: 'scope', lateFields: ['result'] });
    expect(kind('human.approval')).toMatchObject({ waits: true, ports: ['approved', 'rejected', 'expired'] });
    expect(kind('flow.stop').ends).toBe(true);
  });

  it('shows one as well', () => {
    const one = new KindsController().get(nobody, { params: { kind: 'data.set' } } as never);
    expect(one.body).toMatchObject({ id: 'data.set' });
    try {
      new KindsController().get(nobody, { params: { kind: 'constructor' } } as never);
    } catch (error) {
      return expect((error as AppError).code).toBe('NOT_FOUND');
    }
    throw new Error('expected a refusal');
  });
});
