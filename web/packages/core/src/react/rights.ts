import { searchPath } from '@carewright/fhir-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { rightsDoors, type Joining, type ProxyDraft } from '../rights';
import { useServer } from './server';

/** Who saw the reader's own record. Each look at it is on record, so that it is asked for once. */
export function useLooks() {
  const { client } = useServer();
  return useQuery({ queryKey: ['looks'], queryFn: ({ signal }) => rightsDoors.looks(client, signal) });
}

export function useAmendments() {
  const { client } = useServer();
  return useQuery({ queryKey: ['amendments'], queryFn: ({ signal }) => rightsDoors.amendments(client, signal) });
}

export function useDisclosures() {
  const { client } = useServer();
  return useQuery({ queryKey: ['disclosures'], queryFn: ({ signal }) => rightsDoors.disclosures(client, signal) });
}

export function useAskForAmendment() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: ({ record, words }: { record: string; words: string }) => rightsDoors.ask(client, record, words), onSuccess: () => queries.invalidateQueries({ queryKey: ['amendments'] }) });
}

export function useProxies() {
  const { client } = useServer();
  return useQuery({ queryKey: ['proxies'], queryFn: ({ signal }) => rightsDoors.proxies(client, signal) });
}

export function useNameProxy() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: (draft: ProxyDraft) => rightsDoors.nameProxy(client, draft), onSuccess: () => queries.invalidateQueries({ queryKey: ['proxies'] }) });
}

export function useEndProxy() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: (id: string) => rightsDoors.endProxy(client, id), onSuccess: () => queries.invalidateQueries({ queryKey: ['proxies'] }) });
}

/** Joins with a code that was handed over. */
export function useJoin() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: (joining: Joining) => rightsDoors.join(client, joining), onSuccess: () => queries.invalidateQueries({ queryKey: ['represented'] }) });
}

/** The patients whom a proxy acts for at this moment; the server shows a proxy no others. */
export function useRepresented() {
  const { client } = useServer();
  return useQuery({
    queryKey: ['represented'],
    queryFn: async ({ signal }) => {
      const bundle = await client.search(searchPath('Patient', { _count: 100 }), signal);
      return (bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === 'Patient' ? [resource] : []));
    },
  });
}

export function useDisagree() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: ({ id, words }: { id: string; words: string }) => rightsDoors.disagree(client, id, words), onSuccess: () => queries.invalidateQueries({ queryKey: ['amendments'] }) });
}
