import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { rightsDoors } from '../rights';
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

export function useDisagree() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: ({ id, words }: { id: string; words: string }) => rightsDoors.disagree(client, id, words), onSuccess: () => queries.invalidateQueries({ queryKey: ['amendments'] }) });
}
