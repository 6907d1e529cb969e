import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

const libs = fileURLToPath(new URL('../libs', import.meta.url));
const api = process.env['AAAS_API'] ?? 'http://127.0.0.1:8080';

const config: UserConfig = {
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), tailwind()],
  resolve: {
    alias: [
      { find: /^#libs\/catalog\/(.*)$/, replacement: `${libs}/catalog/src/$1.ts` },
      { find: /^#libs\/([^/]+)$/, replacement: `${libs}/$1/src/index.ts` },
    ],
  },
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The content security policy allows no inline data for scripts, and fonts are cached better as files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Our libraries do nothing when they are loaded, so a page takes those of their files along that it uses.
    rolldownOptions: { treeshake: { moduleSideEffects: [{ test: /\/libs\//, sideEffects: false }] } },
    chunkSizeWarningLimit: 1700,
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: api, changeOrigin: false }, '/readyz': { target: api, changeOrigin: false } },
  },
};

export default defineConfig(({ command }) => {
  // Tests set NODE_ENV for themselves; what is built for people is always React's production build.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return config;
});
