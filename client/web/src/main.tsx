import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles';
import { clientsOver, webTransport } from './api/clients';
import { App, makeQueryClient } from './app';
import { WordsProvider } from './i18n';
import { theme } from './ui/theme';

const clients = clientsOver(webTransport());
const queryClient = makeQueryClient();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    {/* Variables and classes come as files: the Content-Security-Policy takes no inline style elements. */}
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <WordsProvider>
        <App clients={clients} queryClient={queryClient} />
      </WordsProvider>
    </MantineProvider>
  </StrictMode>,
);
