import { describeProvider } from '../conformance/provider-suite.js';
import { startPeer } from '../conformance/mocked-peer.js';
import { ollama } from './ollama.def.js';
import { connectOllama } from './ollama.run.js';

describeProvider('ollama', async () => {
  const peer = await startPeer();
  return {
    provider: connectOllama({ baseUrl: peer.url }, { fetch }),
    def: ollama,
    model: 'qwen3',
    stop: () => peer.stop(),
  };
});
