import { searchPath, type Bundle, type FhirResource, type ServiceRequest, type Specimen } from '@carewright/fhir-client';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { labDoors, laboratoryCategory, type LabOrder } from '../lab-orders';
import { referenceOf } from '../names';
import { specimenOf, type OrderFrame, type Requisition } from '../order-bundle';
import { bundleResources, usePaced } from './data';
import { useServer } from './server';

const typingPause = 60;

/** Tests for what is typed so far. */
export function useLabTests(laboratory: string | undefined, words: string) {
  const { client } = useServer();
  const settled = usePaced(words.trim(), typingPause);
  const result = useQuery({ queryKey: ['lab-catalogue', laboratory, settled], queryFn: ({ signal }) => labDoors.find(client, laboratory, settled, signal), placeholderData: keepPreviousData });
  return { ...result, isFresh: settled === words.trim() && result.isSuccess && !result.isPlaceholderData };
}

/** Names of laboratories by the id of their Organization. */
export function useLaboratoryNames(ids: readonly string[]) {
  const { client } = useServer();
  return useQuery({
    queryKey: ['laboratories', ids],
    enabled: ids.length > 0,
    staleTime: 600_000,
    queryFn: async ({ signal }): Promise<Readonly<Record<string, string>>> => {
      const found = bundleResources(await client.search(searchPath('Organization', { _id: ids.join(','), _count: 100 }), signal));
      return Object.fromEntries(found.flatMap((one) => (one.resourceType === 'Organization' && one.id !== undefined ? [[one.id, one.name ?? one.id] as const] : [])));
    },
  });
}

const mostOrders = 100;

/** A patient's orders for laboratories, with their specimens and reports. */
export function usePatientLabOrders(patientId: string) {
  const { client } = useServer();
  return useQuery({
    queryKey: ['lab-orders', patientId],
    staleTime: 0,
    queryFn: async ({ signal }): Promise<FhirResource[]> => {
      const orders = searchPath('ServiceRequest', { patient: patientId, category: `${laboratoryCategory.system}|${laboratoryCategory.code}`, _revinclude: 'DiagnosticReport:based-on', _sort: '-authored', _count: mostOrders });
      const specimens = searchPath('Specimen', { patient: patientId, _sort: '-collected', _count: mostOrders });
      return (await Promise.all([orders, specimens].map((path) => client.search(path, signal)))).flatMap(bundleResources);
    },
  });
}

function useOrderAct<Input, Result>(act: (input: Input, client: ReturnType<typeof useServer>['client']) => Promise<Result>) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: (input: Input) => act(input, client), onSettled: () => queries.invalidateQueries({ queryKey: ['lab-orders'] }) });
}

/** What became of placing: which were written, and what stopped the rest. */
export interface Placing {
  readonly placed: readonly (Requisition & { readonly specimens: readonly string[] })[];
  readonly failed: Requisition | undefined;
  readonly error: unknown;
}

/** Writes requisitions, one transaction each; after the first that is refused, no other is tried. */
export function usePlaceOrders() {
  return useOrderAct(async (requisitions: readonly Requisition[], client): Promise<Placing> => {
    const placed: Placing['placed'][number][] = [];
    for (const requisition of requisitions) {
      try {
        placed.push({ ...requisition, specimens: specimensIn(await client.batch(requisition.bundle)) });
      } catch (error) {
        if (placed.length === 0) throw error;
        return { placed, failed: requisition, error };
      }
    }
    return { placed, failed: undefined, error: undefined };
  });
}

function specimensIn(answer: Bundle): string[] {
  return (answer.entry ?? []).flatMap((entry) => /Specimen\/[^/]+/.exec(entry.response?.location ?? '')?.[0] ?? []);
}

/** Takes an order back: it stays in the record, revoked, with the reason. */
export function useCancelOrder() {
  return useOrderAct(({ order, reason }: { order: ServiceRequest; reason: string }, client) =>
    client.update({ ...order, status: 'revoked', note: [...(order.note ?? []), { text: reason }] }, order.meta?.versionId));
}

/** Makes a pended order a real one, in the name of who signs. */
export function useSignOrder() {
  return useOrderAct(({ order, requester, now }: { order: ServiceRequest; requester: string | undefined; now: string }, client) =>
    client.update({ ...order, status: 'active', authoredOn: now, ...(requester === undefined ? {} : { requester: { reference: requester } }) }, order.meta?.versionId));
}

/** Records that the specimen of some orders was taken; the answer is its reference. `linksOrders`: the orders name it as well. */
export function useCollect() {
  return useOrderAct(async ({ orders, frame, linksOrders }: { orders: readonly LabOrder[]; frame: Pick<OrderFrame, 'patientId' | 'requester' | 'now'>; linksOrders: boolean }, client) => {
    const specimen: Specimen = specimenOf(frame, orders.map((one) => ({ reference: referenceOf(one.order) })), undefined);
    const fullUrl = `urn:uuid:${crypto.randomUUID()}`;
    const updates = linksOrders
      ? orders.map(({ order }) => ({ resource: { ...order, specimen: [...(order.specimen ?? []), { reference: fullUrl }] }, request: { method: 'PUT' as const, url: referenceOf(order), ...(order.meta?.versionId === undefined ? {} : { ifMatch: `W/"${order.meta.versionId}"` }) } }))
      : [];
    const answer = await client.batch({ resourceType: 'Bundle', type: 'transaction', entry: [{ fullUrl, resource: specimen, request: { method: 'POST', url: 'Specimen' } }, ...updates] });
    return specimensIn(answer)[0];
  });
}

/** A label or a requisition, for the browser to show. */
export function useLabPaper() {
  const { client } = useServer();
  return useMutation({ mutationFn: (what: { readonly specimens: readonly string[] } | { readonly requisition: string }) => ('specimens' in what ? labDoors.labels(client, what.specimens) : labDoors.requisition(client, what.requisition)) });
}
