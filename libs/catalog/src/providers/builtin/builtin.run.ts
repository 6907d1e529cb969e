import { implementProvider } from '../provider.js';
import { builtin } from './builtin.def.js';
import { classify } from './classify/classify.js';
import { complete } from './complete.js';
import { extract } from './extract/extract.js';
import { respond } from './reply/respond.js';
import { summarize } from './summarize.js';
import { tokensOf } from './tokens.js';

export const connectBuiltin = implementProvider(builtin, () => ({
  complete(request, call) {
    if (call.signal.aborted) return Promise.reject(call.signal.reason as Error);
    const answer = complete(request);
    call.progress();
    return Promise.resolve(answer);
  },
  tasks: {
    summarize({ text, maxWords }) {
      const summary = summarize(text, maxWords);
      return { summary, tokens: tokensOf(text, summary) };
    },
    extract({ text, schema }) {
      const { data, spans } = extract(text, schema);
      return { data, spans, tokens: tokensOf(text, JSON.stringify(data)) };
    },
    classify({ text, labels, multiple, examples }) {
      return {
        ...classify(text, labels, { multiple, examples }),
        tokens: tokensOf(text, labels.map(({ label }) => label).join(' ')),
      };
    },
    generate({ instruction, context }) {
      const text = respond(instruction, context ?? '');
      return { text, tokens: tokensOf(`${instruction} ${context ?? ''}`, text) };
    },
  },
}));
