import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { securityDoors, type AlertStatus, type IncidentAct, type IncidentDraft } from '../security';
import { useServer } from './server';

const alertPause = 30_000;

/** What detection found, newest first; asked again while the screen is open. */
export function useAlerts() {
  const { client } = useServer();
  return useQuery({ queryKey: ['alerts'], queryFn: ({ signal }) => securityDoors.alerts(client, signal), staleTime: 0, refetchInterval: alertPause });
}

/** One alert with its evidence. */
export function useAlert(id: string | undefined) {
  const { client } = useServer();
  return useQuery({ queryKey: ['alert', id], enabled: id !== undefined, queryFn: ({ signal }) => securityDoors.alert(client, id ?? '', signal) });
}

export function useJudgeAlert() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verdict, note }: { id: string; verdict: Exclude<AlertStatus, 'open'>; note: string }) => securityDoors.judge(client, id, verdict, note),
    onSuccess: (alert) => {
      queries.setQueryData(['alert', alert.id], alert);
      return queries.invalidateQueries({ queryKey: ['alerts'] });
    },
  });
}

export function useIncidents() {
  const { client } = useServer();
  return useQuery({ queryKey: ['incidents'], queryFn: ({ signal }) => securityDoors.incidents(client, signal), staleTime: 0 });
}

export function useOpenIncident() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: IncidentDraft) => securityDoors.openIncident(client, draft),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['incidents'] }),
  });
}

export function useActOnIncident() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: IncidentAct) => securityDoors.actOnIncident(client, act),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['incidents'] }),
  });
}
