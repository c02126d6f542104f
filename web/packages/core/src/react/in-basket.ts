import { searchPath, type Client } from '@carewright/fhir-client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { observationDate, type TrendLine } from '../chart/observations';
import { basketDoors, type BasketState, type BasketView, type ReviewValue } from '../in-basket';
import { quantityUnit } from '../quantities';
import { dateMillis } from '../dates';
import type { Zone } from '../zones';
import { useServer } from './server';

const listPause = 60_000;

/** Reviews, gravest first; asked again while the screen is open. */
export function useBasket(view: BasketView, state: BasketState) {
  const { client } = useServer();
  return useInfiniteQuery({
    queryKey: ['in-basket', view, state], staleTime: 0, refetchInterval: listPause, initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => basketDoors.page(client, view, state, pageParam, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** One review, whole; each look is on record, so that it is not repeated unasked. */
export function useBasketReview(id: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['review', id], queryFn: ({ signal }) => basketDoors.one(client, id, signal), staleTime: Infinity, gcTime: 0 });
}

/** What a person does about reviews; lists and counts are asked for anew, also when somebody else was faster. */
export function useBasketAct<Input, Output>(act: (client: Client, input: Input) => Promise<Output>) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => act(client, input),
    onSettled: () => Promise.all([['in-basket'], ['in-basket-counts']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

/** Staff whose name begins so, to give a review to. */
export function useColleagues(text: string) {
  const { client } = useServer();
  const name = text.trim();
  return useQuery({
    queryKey: ['colleagues', name], enabled: name.length > 1, staleTime: 60_000,
    queryFn: async ({ signal }) => (await client.search(searchPath('Practitioner', { name, active: 'true', _count: 10 }), signal)).entry?.flatMap((entry) => (entry.resource?.resourceType === 'Practitioner' ? [entry.resource] : [])) ?? [],
  });
}

const trendLength = 50;

/** The results of one measure over time, in the unit of the value it is asked for. */
export function useResultTrend(patient: string, value: ReviewValue, zone: Zone) {
  const { client } = useServer();
  return useQuery({
    queryKey: ['result-trend', patient, value.codes], gcTime: 0,
    queryFn: async ({ signal }): Promise<TrendLine> => {
      const bundle = await client.search(searchPath('Observation', { patient, code: value.codes.join(','), _sort: '-date', _count: trendLength }), signal);
      const all = bundle.entry?.flatMap((entry) => (entry.resource?.resourceType === 'Observation' ? [entry.resource] : [])) ?? [];
      const points = all.flatMap((one) => {
        const at = dateMillis(observationDate(one), zone);
        const fits = one.valueQuantity?.value !== undefined && !Number.isNaN(at) && quantityUnit(one.valueQuantity) === value.unit;
        return fits ? [{ at, value: one.valueQuantity?.value ?? 0 }] : [];
      });
      return { name: value.name ?? '', points: points.sort((left, right) => left.at - right.at) };
    },
  });
}
