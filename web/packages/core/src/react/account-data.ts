import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { account } from '../account';
import { useServer } from './server';

/** How the person of this session signs in. */
export function useOwnAccount() {
  const { client } = useServer();
  return useQuery({ queryKey: ['own-account'], staleTime: 0, queryFn: ({ signal }) => account.own(client, signal) });
}

/** Where the person of this session is signed in. */
export function useOwnSessions() {
  const { client } = useServer();
  return useQuery({ queryKey: ['own-sessions'], staleTime: 0, queryFn: ({ signal }) => account.sessions(client, signal) });
}

/** An act on the own account; what is shown of it is asked for anew afterwards. */
export function useAccountAct<Input, Output>(act: (client: ReturnType<typeof useServer>['client'], input: Input) => Promise<Output>) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => act(client, input),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['own-account'] });
      void queries.invalidateQueries({ queryKey: ['own-sessions'] });
    },
  });
}
