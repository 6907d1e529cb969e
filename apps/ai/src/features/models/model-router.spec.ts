import { modelConfig } from '../../config.js';
import { loadConfig } from '#libs/platform/config';
import { ModelRouter } from './model-router.js';
import { ProviderPool } from './provider-pool.js';

const routerOf = (environment: Record<string, string>) =>
  new ModelRouter(new ProviderPool(loadConfig({ models: modelConfig }, environment).models));

describe('ModelRouter', () => {
  it('prefers OpenAI to Ollama to the built-in rules', () => {
    const key = { OPENAI_API_KEY: 'sk-test' };
    const local = { OLLAMA_BASE_URL: 'http://localhost:11434' };
    expect(routerOf({ ...key, ...local }).resolve('default').id).toBe('openai/gpt-5-mini');
    expect(routerOf(local).resolve(undefined).id).toBe('ollama/qwen3');
    expect(routerOf({}).resolve('  ').id).toBe('builtin/rules');
  });

  it('picks by size within the preferred provider, or what it has', () => {
    const router = routerOf({ OPENAI_API_KEY: 'sk-test', OPENAI_MODEL: 'gpt-5' });
    expect(router.resolve('large-first').id).toBe('openai/gpt-5');
    expect(router.resolve('small-first').id).toBe('openai/gpt-5.4-mini');
    expect(routerOf({}).resolve('small-first').id).toBe('builtin/rules');
  });

  it('finds a local model whose name has slashes', () => {
    const router = routerOf({ OLLAMA_BASE_URL: 'http://localhost:11434', OLLAMA_MODEL: 'hf.co/org/model:q4' });
    expect(router.resolve('hf.co/org/model:q4').id).toBe('ollama/hf.co/org/model:q4');
    expect(router.resolve('ollama/llama3.1').name).toBe('llama3.1');
  });

  it.each(['openai/gpt-5', 'builtin/gpt-5', 'builtin/', 'nothing'])(
    'does not know %s when nothing is configured',
    (model) => {
      expect(() => routerOf({}).resolve(model)).toThrow(expect.objectContaining({ code: 'MODEL_NOT_FOUND' }));
    },
  );

  it('lists the default first, once, with prices', () => {
    const models = routerOf({ OPENAI_API_KEY: 'sk-test', OPENAI_MODEL: 'gpt-4.1-mini' }).models();
    expect(models.filter(({ isDefault }) => isDefault).map(({ id }) => id)).toEqual(['openai/gpt-4.1-mini']);
    expect(models[0]).toMatchObject({ id: 'openai/gpt-4.1-mini', inputMicrosPerMillion: 400_000, tier: 'small' });
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  });
});
