import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { registryDoors, type RegistryQuery } from '../registries';
import { useServer } from './server';

/** Registries that may be asked. */
export function useRegistries() {
  const { client } = useServer();
  return useQuery({ queryKey: ['registries'], staleTime: 600_000, queryFn: ({ signal }) => registryDoors.all(client, signal), select: (answer) => answer.registries });
}

/** Asks a registry about a patient. What it says is kept by the screen alone. */
export function useRegistryQuery(registry: string) {
  const { client } = useServer();
  return useMutation({ mutationFn: (query: RegistryQuery) => registryDoors.ask(client, registry, query) });
}

/** Takes doses of an answer into the chart. */
export function useRegistryTake(registry: string, patient: string) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ message, doses }: { message: string; doses: readonly string[] }) => registryDoors.take(client, registry, patient, message, doses),
    onSettled: () => queries.invalidateQueries({ queryKey: ['chart', patient] }),
  });
}
