import { z } from 'zod';
import { defineConfig, variable } from '#libs/platform/config';

const address = z
  .string()
  .refine(
    (text) => /^https?:\/\//.test(text) && URL.canParse(text),
    'expected an address such as https://api.openai.com/v1',
  );

const key = (name: string, meaning: string) =>
  variable(name, z.string().min(1).optional(), meaning, { secret: true, file: true });
const model = (name: string, meaning: string) => variable(name, z.string().min(1).optional(), meaning);

/** Model providers for every company that has none of its own. */
export const modelConfig = defineConfig('models', {
  openaiKey: key('OPENAI_API_KEY', 'Key of OpenAI. Without any provider the built-in rules answer'),
  openaiModel: variable(
    'OPENAI_MODEL',
    z.string().min(1).default('gpt-5-mini'),
    'Model that answers when a request names none',
  ),
  openaiUrl: variable(
    'OPENAI_BASE_URL',
    address.default('https://api.openai.com/v1'),
    'Endpoint that speaks the OpenAI wire format; a private one may be named here',
  ),
  anthropicKey: key('ANTHROPIC_API_KEY', 'Key of Anthropic. Absent: not used'),
  anthropicModel: model('ANTHROPIC_MODEL', 'Claude model that answers when a request names none'),
  googleKey: key('GOOGLE_API_KEY', 'Key of Google Gemini. Absent: not used'),
  googleModel: model('GOOGLE_MODEL', 'Gemini model that answers when a request names none'),
  openrouterKey: key('OPENROUTER_API_KEY', 'Key of OpenRouter. Absent: not used'),
  openrouterModel: model('OPENROUTER_MODEL', 'Model of OpenRouter that answers when a request names none'),
  ollamaUrl: variable(
    'OLLAMA_BASE_URL',
    address.optional(),
    'Ollama, such as http://localhost:11434. Absent: not used',
  ),
  ollamaModel: variable(
    'OLLAMA_MODEL',
    z.string().min(1).default('qwen3'),
    'Model of Ollama that answers when a request names none',
  ),
  concurrent: variable(
    'AI_CALLS_AT_ONCE',
    z.coerce.number().int().min(1).default(1000),
    'Calls at once with the key of one provider above, by all replicas together; further ones wait in fair turns',
  ),
  tokensPerMinute: variable(
    'AI_TOKENS_PER_MINUTE',
    z.coerce.number().int().min(1000).optional(),
    'Tokens a minute with the key of one provider above. Absent: as many as the provider allows',
  ),
});
