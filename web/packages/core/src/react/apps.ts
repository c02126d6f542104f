import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { appDoors, type AppChange, type AppDraft } from '../apps';
import { useServer } from './server';

/** What an app asks for; asked once, since the answer cannot change and the page must not flicker under a decision. */
export function useConsentRequest(id: string | undefined) {
  const { client } = useServer();
  return useQuery({
    queryKey: ['consent', id], enabled: id !== undefined, queryFn: ({ signal }) => appDoors.request(client, id ?? '', signal), retry: false, staleTime: Infinity, gcTime: 0,
  });
}

/** Says yes to what is left, or no to all; gives where the browser goes. */
export function useDecision(id: string) {
  const { client } = useServer();
  return useMutation({
    mutationFn: (decision: { scopes: readonly string[]; patient: string | null } | undefined) =>
      decision ? appDoors.allow(client, id, decision.scopes, decision.patient) : appDoors.deny(client, id),
  });
}

export function useGallery() {
  const { client } = useServer();
  return useQuery({ queryKey: ['gallery'], queryFn: ({ signal }) => appDoors.gallery(client, signal) });
}

/** Opens an app; gives the address, which is good once. */
export function useLaunch() {
  const { client } = useServer();
  return useMutation({ mutationFn: ({ app, patient }: { app: string; patient: string | null }) => appDoors.launch(client, app, patient) });
}

export function useGrants() {
  const { client } = useServer();
  return useQuery({ queryKey: ['grants'], queryFn: ({ signal }) => appDoors.grants(client, signal), staleTime: 0 });
}

export function useEndGrant() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: (id: string) => appDoors.endGrant(client, id), onSettled: () => queries.invalidateQueries({ queryKey: ['grants'] }) });
}

export function useApps(enabled: boolean) {
  const { client } = useServer();
  return useQuery({ queryKey: ['apps'], enabled, queryFn: ({ signal }) => appDoors.apps(client, signal), staleTime: 0 });
}

export function useRegisterApp() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: (draft: AppDraft) => appDoors.register(client, draft), onSuccess: () => queries.invalidateQueries({ queryKey: ['apps'] }) });
}

export function useChangeApp() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: AppChange }) => appDoors.change(client, id, change),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['apps'] }), queries.invalidateQueries({ queryKey: ['gallery'] })]),
  });
}
