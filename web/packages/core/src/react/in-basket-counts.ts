import { useQuery } from '@tanstack/react-query';
import type { BasketCounts } from '../in-basket';
import { useServer } from './server';

const pause = 60_000;

/** How much waits; the server answers from memory while nothing has changed. By itself, since every screen of a clinician loads it. */
export function useBasketCounts() {
  const { client } = useServer();
  return useQuery({ queryKey: ['in-basket-counts'], queryFn: ({ signal }) => client.json<BasketCounts>('GET', '/in-basket/counts', undefined, signal), staleTime: 0, refetchInterval: pause });
}
