import { z } from 'zod';
import { defineConfig, variable } from '#libs/platform/config';

const address = z
  .string()
  .refine(
    (text) => /^https?:\/\//.test(text) && URL.canParse(text),
    'expected an address such as https://api.openai.com/v1',
  );

/** Model providers for every company that has none of its own. */
export const modelConfig = defineConfig('models', {
  openaiKey: variable(
    'OPENAI_API_KEY',
    z.string().min(1).optional(),
    'Key of OpenAI. Absent: the built-in rules answer, unless OLLAMA_BASE_URL is set',
    {
      secret: true,
      file: true,
    },
  ),
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
});
