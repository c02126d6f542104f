import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useServer } from './server';

interface OutboundHosts {
  readonly hosts: readonly string[];
}

/** The hosts that the server may call although they are in a private network or without TLS. */
export function useOutboundHosts() {
  const { client } = useServer();
  return useQuery({ queryKey: ['outbound-hosts'], queryFn: ({ signal }) => client.json<OutboundHosts>('GET', '/outbound-hosts', undefined, signal) });
}

/** Puts another list in its place. */
export function useSetOutboundHosts() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (hosts: readonly string[]) => client.json('PUT', '/outbound-hosts', { hosts }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['outbound-hosts'] }),
  });
}
