import type { Client, FhirResource, Patient } from '@carewright/fhir-client';
import { searchPath } from '@carewright/fhir-client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { interfaceDoors, type MessageFilters, type TryRequest } from '../interfaces';
import { useServer } from './server';

const pulsePause = 30_000;

/** Partners and how they do; asked again while the screen is open. */
export function usePartners() {
  const { client } = useServer();
  return useQuery({ queryKey: ['partners'], queryFn: ({ signal }) => interfaceDoors.partners(client, signal), staleTime: 0, refetchInterval: pulsePause });
}

/** A change of a partner; what the screens show is asked for anew, also when it failed. */
export function usePartnerAct<Input, Output>(act: (client: Client, input: Input) => Promise<Output>) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => act(client, input),
    onSettled: () => Promise.all(['partners', 'own-account'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

/** What a message would become. */
export function useTryOut() {
  const { client } = useServer();
  return useMutation({ mutationFn: (request: TryRequest) => interfaceDoors.attempt(client, request) });
}

/** What came from partners, newest first, without what it says. */
export function useMessages(filters: MessageFilters) {
  const { client } = useServer();
  return useInfiniteQuery({
    queryKey: ['messages', filters], staleTime: 0, initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => interfaceDoors.messages(client, filters, pageParam, signal),
    getNextPageParam: (page) => page.nextBefore ?? undefined,
  });
}

/** Messages that wait for a person, or cannot be applied; asked again while the screen is open. */
export function useReview(state: 'Held' | 'Dead') {
  const { client } = useServer();
  return useInfiniteQuery({
    queryKey: ['message-review', state], staleTime: 0, refetchInterval: pulsePause, initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => interfaceDoors.review(client, state, pageParam, signal),
    getNextPageParam: (page) => page.nextBefore ?? undefined,
  });
}

/** One message with what it says; each look is on record, so that it is not repeated unasked. */
export function useMessage(id: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['message', id], queryFn: ({ signal }) => interfaceDoors.message(client, id, signal), staleTime: Infinity, gcTime: 0 });
}

/** What a person does about a message; the lists are asked for anew, also when somebody else was faster. */
export function useMessageAct<Input, Output>(act: (client: Client, input: Input) => Promise<Output>) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => act(client, input),
    onSettled: () => queries.invalidateQueries({ queryKey: ['message-review'] }),
  });
}

/** Somebody whom a message may mean, whole. */
export function useCandidate(reference: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['candidate', reference], queryFn: ({ signal }) => client.read<Patient>(reference, signal) });
}

/** What the record has under the first of these identifiers that it knows, or under a reference; null when it has nothing, or not for this role. */
export function useKnown(type: string, tokens: readonly string[], reference?: string) {
  const { client } = useServer();
  return useQuery({
    queryKey: ['known', type, tokens, reference],
    queryFn: async ({ signal }): Promise<FhirResource | null> => {
      if (reference !== undefined) return client.read(reference, signal);
      for (const token of tokens) {
        const found = await client.search(searchPath(type, { identifier: token, _count: 1 }), signal);
        const resource = found.entry?.find((entry) => entry.resource?.resourceType === type)?.resource;
        if (resource) return resource;
      }
      return null;
    },
  });
}
