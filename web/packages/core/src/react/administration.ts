import type { Client } from '@carewright/fhir-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { administration } from '../administration';
import { clinicDirectories } from '../clinic-directories';
import { logKeeping } from '../log-keeping';
import { useServer } from './server';

function useDoor<Answer>(key: string, ask: (client: Client, signal: AbortSignal) => Promise<Answer>) {
  const { client } = useServer();
  return useQuery({ queryKey: [key], staleTime: 0, queryFn: ({ signal }) => ask(client, signal) });
}

export const useSignInPolicy = () => useDoor('sign-in-policy', administration.signInPolicy);

export const useAccessReview = () => useDoor('access-review', administration.review);

/** The reviews that were signed off. */
export const useAccessReviews = () => useDoor('access-reviews', administration.reviews);

export const useClinicDirectories = () => useDoor('clinic-directories', clinicDirectories.all);

export const useLogPlaces = () => useDoor('log-places', logKeeping.places);

export const useLogRetention = () => useDoor('log-retention', logKeeping.retention);

const changed = ['users', 'staff-notices', 'own-account', 'sign-in-policy', 'access-review', 'access-reviews', 'clinic-directories', 'log-places', 'log-retention', 'apps', 'gallery'];

/** An act of who answers for the clinic; what the screens show of it is asked for anew, also when it failed: somebody else may have been faster. */
export function useAdministrationAct<Input, Output>(act: (client: Client, input: Input) => Promise<Output>) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => act(client, input),
    onSettled: () => Promise.all(changed.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
