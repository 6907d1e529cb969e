import { partsOf } from '../collect.js';
import { implementProvider } from '../provider.js';
import { builtin } from './builtin.def.js';
import { classify } from './classify/classify.js';
import { complete } from './complete.js';
import { extract } from './extract/extract.js';
import { respond } from './reply/respond.js';
import { summarize } from './summarize.js';
import { tokensOf } from './tokens.js';

export const connectBuiltin = implementProvider(builtin, () => ({
  // All is known at once; what comes first is still given first, so that whoever reads it can stop.
  async *stream(request, call) {
    call.signal.throwIfAborted();
    yield* partsOf(complete(request));
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
