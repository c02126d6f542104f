import type { Client } from '@carewright/fhir-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { privacyDoors, type ExceptionFilters } from '../privacy';
import type { ProxyGift, ProxyOffer } from '../rights';
import { useServer } from './server';

type List = 'amendments' | 'proxies' | 'holds' | 'accounting' | 'exceptions' | 'ages';

/** Requests for amendment: all for whoever decides, else those of one patient. */
export function usePrivacyRequests(patient?: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['privacy', 'amendments', patient], queryFn: ({ signal }) => privacyDoors.amendments(client, patient, signal), staleTime: 0 });
}

export function useGivenProxies(patient: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['privacy', 'proxies', patient], queryFn: ({ signal }) => privacyDoors.proxies(client, patient, signal) });
}

/** Lets somebody act for a patient; the code for them is told this once. */
export function useGiveProxy(onGiven: (offer: ProxyOffer) => void) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (gift: ProxyGift) => privacyDoors.giveProxy(client, gift),
    onSuccess: (offer) => {
      onGiven(offer);
      return queries.invalidateQueries({ queryKey: ['privacy', 'proxies'] });
    },
  });
}

/** The table of the states' ages. */
export function useAges() {
  const { client } = useServer();
  return useQuery({ queryKey: ['privacy', 'ages'], queryFn: ({ signal }) => privacyDoors.ages(client, signal) });
}

export function useHolds(patient: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['privacy', 'holds', patient], queryFn: ({ signal }) => privacyDoors.holds(client, patient, signal) });
}

export function useAccounting(patient: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['privacy', 'accounting', patient], queryFn: ({ signal }) => privacyDoors.accounting(client, patient, signal) });
}

export function useExceptions(filters: ExceptionFilters) {
  const { client } = useServer();
  return useQuery({ queryKey: ['privacy', 'exceptions', filters], queryFn: ({ signal }) => privacyDoors.exceptions(client, filters, signal) });
}

/** An act at one of the doors; the list that it changes is asked for again. */
export function usePrivacyAct<Draft>(list: List, act: (client: Client, draft: Draft) => Promise<unknown>) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: (draft: Draft) => act(client, draft), onSuccess: () => queries.invalidateQueries({ queryKey: ['privacy', list] }) });
}
