import { modelsOf } from './catalogue.js';

const model = {
  id: 'maker/model',
  name: 'Maker: Model',
  context_length: 131_072,
  architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
  pricing: {
    prompt: '0.0000003',
    completion: '0.0000012',
    input_cache_read: '0.00000003',
    input_cache_write: '0.0000004',
  },
  supported_parameters: ['tools', 'seed'],
};
const read = (...data: object[]) => modelsOf({ data }, 'chat', '2026-11-29');

describe('the catalogue of OpenRouter', () => {
  it('tells price, context, modalities and tools', () => {
    expect(read(model)).toEqual([
      {
        name: 'maker/model',
        title: 'Maker: Model',
        kind: 'chat',
        input: ['text', 'image'],
        contextTokens: 131_072,
        tools: true,
        tier: 'small',
        price: { input: 300_000, cachedInput: 30_000, cacheWrite: 400_000, output: 1_200_000 },
        priceAsOf: '2026-11-29',
      },
    ]);
  });

  it('knows no tools that are not listed, and no price that depends', () => {
    const [found] = read({ ...model, supported_parameters: ['seed'], pricing: { prompt: '-1', completion: '-1' } });
    expect(found).toMatchObject({ tools: false, price: null });
  });

  it('leaves out what paints, and what it cannot read', () => {
    const painter = { ...model, architecture: { output_modalities: ['image'] } };
    expect(read(painter, { id: 7 }, model)).toHaveLength(1);
  });
});
