// A component with all that the desk puts around it, over services that a test plays.
import { MantineProvider } from '@mantine/core';
import { create } from '@bufbuild/protobuf';
import { createRouterTransport, type ConnectRouter } from '@connectrpc/connect';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { WhoAmIResponseSchema } from '@gen/admin_service_pb';
import { Role } from '@gen/publisher_pb';
import { ClientsProvider, clientsOver } from '@/api/clients';
import { Me, MeProvider } from '@/api/me';
import { makeQueryClient } from '@/app';
import { ActionsProvider } from '@/ui/actions';
import { theme } from '@/ui/theme';

export function show(content: ReactNode, { services = () => undefined, roles = [Role.FACT_CHECKER] }: { services?: (router: ConnectRouter) => void; roles?: Role[] } = {}) {
  const me = new Me(create(WhoAmIResponseSchema, { actor: { name: 'actors/ana', displayName: 'Ana', roles } }));
  return render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={makeQueryClient()}>
        <ClientsProvider value={clientsOver(createRouterTransport(services))}>
          <MeProvider value={me}>
            <ActionsProvider>{content}</ActionsProvider>
          </MeProvider>
        </ClientsProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
