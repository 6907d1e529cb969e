import './app/zod-config.js';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/app.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './app/queries.js';
import { makeRouter } from './app/router.js';
import { rememberedLanguage, useLanguage } from './text/language.js';

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no #root');

void useLanguage
  .getState()
  .choose(rememberedLanguage())
  .catch(() => undefined)
  .then(() => {
    createRoot(element).render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={makeRouter()} />
        </QueryClientProvider>
      </StrictMode>,
    );
  });
