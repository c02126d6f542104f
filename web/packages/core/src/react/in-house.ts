import { searchPath, type Bundle, type Client, type FhirResource, type Observation } from '@carewright/fhir-client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { inHouseDoors, type InHouseLogKind } from '../in-house';
import { bundleResources } from './data';
import { useServer } from './server';

const pause = 60_000;

/** Which tests may be done now, and with what. */
export function useInHouse() {
  const { client } = useServer();
  return useQuery({ queryKey: ['in-house'], queryFn: ({ signal }) => inHouseDoors.state(client, signal), staleTime: 0, refetchInterval: pause });
}

/** What is set up: tests, certificates, who may do what. */
export function useInHouseSetup() {
  const { client } = useServer();
  return useQuery({ queryKey: ['in-house', 'setup'], queryFn: ({ signal }) => inHouseDoors.setup(client, signal), staleTime: 0 });
}

const mostReports = 50;

/** A patient's results of tests that the clinic did, newest first, with their values. */
export function useInHouseReports(patientId: string) {
  const { client } = useServer();
  return useQuery({
    queryKey: ['in-house', 'reports', patientId],
    staleTime: 0,
    queryFn: async ({ signal }): Promise<FhirResource[]> => bundleResources(await client.search(searchPath('DiagnosticReport', { patient: patientId, category: 'https://carewright.example/fhir/CodeSystem/in-house|patient-test', _include: 'DiagnosticReport:result', _sort: '-issued', _count: mostReports }), signal)),
  });
}

/** What a result said before it was corrected, newest first. */
export function useEarlierVersions(observation: string, isWanted: boolean) {
  const { client } = useServer();
  return useQuery({
    queryKey: ['in-house', 'versions', observation],
    enabled: isWanted,
    queryFn: async ({ signal }): Promise<Observation[]> => bundleResources(await client.json<Bundle>('GET', `/fhir/Observation/${observation}/_history`, undefined, signal)).flatMap((one) => (one.resourceType === 'Observation' ? [one] : [])).slice(1),
  });
}

/** Runs of controls with a kit, oldest first. */
export function useControlRuns(kit: string | undefined) {
  const { client } = useServer();
  return useQuery({ queryKey: ['in-house', 'runs', kit], enabled: kit !== undefined, queryFn: ({ signal }) => inHouseDoors.runs(client, kit ?? '', signal), staleTime: 0 });
}

/** A log of days; each look is on record, so that it is not repeated unasked. */
export function useInHouseLog(kind: InHouseLogKind, from: string, to: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['in-house-log', kind, from, to], enabled: from !== '' && to !== '' && from <= to, queryFn: ({ signal }) => inHouseDoors.log(client, kind, from, to, signal), gcTime: 0 });
}

/** Something that is entered; what stands there is asked for anew, also when it was refused. */
export function useInHouseAct<Input, Output>(act: (client: Client, input: Input) => Promise<Output>) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({ mutationFn: (input: Input) => act(client, input), onSettled: () => queries.invalidateQueries({ queryKey: ['in-house'] }) });
}
