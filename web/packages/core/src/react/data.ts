import { nextLink, searchPath, type Bundle, type FhirResource, type Patient } from '@carewright/fhir-client';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { maySee, sourcePathFor, type SourceId } from '../chart/sources';
import { doors, type AuditFilters, type UserDraft } from '../doors';
import { finderPath, readFinderText } from '../finder-query';
import { may } from '../session';
import { addDays, startOfDay, type Zone } from '../zones';
import { useServer } from './server';
import { useSession } from './session-state';

/** One panel's data: exactly one of loading, error or ready; ready with no resources is the empty state. */
export interface ChartData {
  readonly status: 'loading' | 'error' | 'ready';
  readonly error: Error | null;
  readonly resources: readonly FhirResource[];
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly total: number | undefined;
  readonly more: () => void;
  readonly retry: () => void;
}

/** The value, let through at once after a rest, and in a burst only as it is at the end of each pause. */
export function usePaced<T>(value: T, milliseconds: number): T {
  const [paced, setPaced] = useState(value);
  const lastRef = useRef(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      lastRef.current = performance.now();
      setPaced(value);
    }, Math.max(0, lastRef.current + milliseconds - performance.now()));
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return paced;
}

/**
 * The shortest time between two searches, in milliseconds. A typist never waits for it; it spares searches, and their
 * audit records, in a burst such as a scanner's.
 */
const finderPause = 80;

/** Patients for what is typed so far. A newer text cancels the older search; its results stay until the new ones come. */
export function useFinder(text: string, dayFirst: boolean, allowed = true) {
  const { client } = useServer();
  const typed = text.trim();
  const settled = usePaced(typed, finderPause);
  const queries = useMemo(() => (allowed ? readFinderText(settled, dayFirst, new Date().getFullYear()) : []), [settled, dayFirst, allowed]);
  const result = useInfiniteQuery({
    queryKey: ['finder', queries],
    enabled: queries.length > 0,
    initialPageParam: queries.map(finderPath),
    queryFn: ({ pageParam, signal }) => Promise.all(pageParam.map((path) => client.search(path, signal))),
    getNextPageParam: (bundles: Bundle[]) => {
      const links = bundles.flatMap((bundle) => nextLink(bundle) ?? []);
      return links.length > 0 ? links : undefined;
    },
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  const patients = useMemo(() => distinctPatients(result.data?.pages.flat() ?? []), [result.data]);
  const idle = queries.length === 0;
  return {
    patients: idle ? [] : patients,
    idle,
    searching: !idle && (result.isFetching || settled !== typed),
    /** Whether the rows answer what is typed now, and not what was typed before it. */
    fresh: !idle && settled === typed && result.isSuccess && !result.isPlaceholderData,
    error: idle ? null : result.error,
    hasMore: result.hasNextPage,
    more: () => void result.fetchNextPage(),
  };
}

function distinctPatients(bundles: readonly Bundle[]): Patient[] {
  const byId = new Map<string, Patient>();
  for (const resource of bundles.flatMap(bundleResources)) {
    if (resource.resourceType === 'Patient') byId.set(resource.id ?? '', resource);
  }
  return [...byId.values()];
}

export function bundleResources(bundle: Bundle): FhirResource[] {
  return (bundle.entry ?? []).flatMap((entry) => (entry.resource && entry.resource.resourceType !== 'OperationOutcome' ? [entry.resource] : []));
}

export function usePatient(patientId: string) {
  const { batcher } = useServer();
  return useQuery({ queryKey: ['chart', patientId, 'patient'], queryFn: () => batcher.get<Patient>(`Patient/${patientId}`) });
}

/** One source of the chart: its first page in the summary batch, later pages by their own link. */
export function useChartSource(patientId: string, source: SourceId, enabled = true): ChartData {
  const { batcher, client } = useServer();
  const session = useSession();
  const result = useInfiniteQuery({
    queryKey: ['chart', patientId, source],
    enabled: enabled && maySee(session, source),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      pageParam === '' ? batcher.get<Bundle>(sourcePathFor(session, source, patientId)) : client.search(pageParam, signal),
    getNextPageParam: (bundle: Bundle) => nextLink(bundle),
  });
  const resources = useMemo(() => (result.data?.pages ?? []).flatMap(bundleResources), [result.data]);
  return {
    status: result.data ? 'ready' : result.isError ? 'error' : 'loading',
    error: result.error,
    resources,
    hasMore: result.hasNextPage,
    loadingMore: result.isFetchingNextPage,
    total: result.data?.pages[0]?.total,
    more: () => void result.fetchNextPage(),
    retry: () => void result.refetch(),
  };
}

/** Follows every page of a source: for lists that must never be shown cut short, such as allergies. */
export function useWhole(data: ChartData): ChartData {
  const { hasMore, loadingMore, more, error } = data;
  useEffect(() => {
    if (hasMore && !loadingMore && !error) more();
  });
  return data;
}

/** The text of one resource as the server holds it. */
export function useResourceText(reference: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['resource', reference], queryFn: ({ signal }) => client.readText(reference, signal) });
}

/** All versions of one resource, newest first, as the texts the server holds. */
export function useHistory(reference: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['history', reference], queryFn: ({ signal }) => client.readText(`${reference}/_history`, signal) });
}

/** One calendar day's appointments at one site (or at all), with their patients; the day begins and ends by the clocks of `zone`. */
export function useSchedule(day: string, location: string | undefined, zone: Zone) {
  const { client } = useServer();
  const session = useSession();
  const seesPatients = may(session, 'Patient', 'search') || may(session, 'Patient', 'read');
  const midnight = (isoDayText: string) => new Date(startOfDay(isoDayText, zone)).toISOString();
  const path = searchPath('Appointment', {
    date: [`ge${midnight(day)}`, `lt${midnight(addDays(day, 1))}`],
    location,
    _include: seesPatients ? 'Appointment:patient' : undefined,
    _sort: 'date',
    _count: 100,
  });
  const result = useInfiniteQuery({
    queryKey: ['schedule', path],
    initialPageParam: path,
    queryFn: ({ pageParam, signal }) => client.search(pageParam, signal),
    getNextPageParam: (bundle: Bundle) => nextLink(bundle),
    refetchInterval: 60_000,
  });
  const resources = useMemo(() => (result.data?.pages ?? []).flatMap(bundleResources), [result.data]);
  return { ...result, resources };
}

export interface Site {
  readonly reference: string;
  readonly name: string;
  /** As recorded, known to this browser or not; absent where the site has none of its own. */
  readonly zone: Zone | undefined;
}

const timeZoneExtension = 'http://hl7.org/fhir/StructureDefinition/timezone';

/** The tenant's sites: locations that are sites by type, else all that are in use. */
export function useSites() {
  const { client } = useServer();
  const session = useSession();
  const allowed = may(session, 'Location', 'search');
  return useQuery({
    queryKey: ['sites'],
    enabled: allowed,
    staleTime: 600_000,
    queryFn: async ({ signal }) => {
      const bundle = await client.search(searchPath('Location', { _count: 100 }), signal);
      const all = bundleResources(bundle).flatMap((one) => (one.resourceType === 'Location' && one.status !== 'inactive' ? [one] : []));
      const sites = all.filter((one) => one.physicalType?.coding?.some((coding) => coding.code === 'si'));
      return (sites.length > 0 ? sites : all).map((one): Site => ({
        reference: `Location/${one.id ?? ''}`, name: one.name ?? one.id ?? '', zone: one.extension?.find((extension) => extension.url === timeZoneExtension)?.valueCode,
      })).sort((left, right) => left.name.localeCompare(right.name));
    },
  });
}

export function useAuditLog(filters: AuditFilters) {
  const { client } = useServer();
  return useInfiniteQuery({
    queryKey: ['audit', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => doors.auditEvents(client, filters, pageParam || undefined, signal),
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
}

/** Whose looks can be asked for. */
export function useAuditUsers() {
  const { client } = useServer();
  return useQuery({ queryKey: ['audit-users'], queryFn: ({ signal }) => doors.auditUsers(client, signal), staleTime: 600_000 });
}

/** The name of a patient whom the actor may read, for a screen that only has the id; a list of them is one batch. */
export function usePatientName(patientId: string | undefined) {
  const { batcher } = useServer();
  const session = useSession();
  return useQuery({
    queryKey: ['patient-name', patientId],
    enabled: patientId !== undefined && may(session, 'Patient', 'read'),
    staleTime: 600_000,
    queryFn: () => batcher.get<Patient>(`Patient/${patientId ?? ''}`),
  });
}

export function useAuditChain() {
  const { client } = useServer();
  return useQuery({ queryKey: ['audit-chain'], queryFn: () => doors.verifyAudit(client), staleTime: 0 });
}

export function useUsers() {
  const { client } = useServer();
  return useQuery({ queryKey: ['users'], queryFn: ({ signal }) => doors.users(client, signal) });
}

export function useSaveUser() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ userName, draft }: { userName: string | undefined; draft: UserDraft }) =>
      userName === undefined ? doors.addUser(client, draft) : doors.changeUser(client, userName, draft),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
  });
}


const exportPause = 2_000;

/** The archives that this actor has asked for, newest first; asked again while one of them is being made. */
export function useExports() {
  const { client } = useServer();
  return useQuery({
    queryKey: ['exports'],
    staleTime: 0,
    queryFn: async ({ signal }) => (await doors.exports(client, signal)).jobs.filter((job) => job.kind === 'ehi'),
    refetchInterval: (query) => (query.state.data?.some((job) => job.state === 'open') ? exportPause : false),
  });
}

export function useStartExport() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (patient: string | undefined) => doors.startExport(client, patient),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });
}

export function useRemoveExport() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => doors.removeExport(client, id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });
}

/** A fresh address of the archive: one that a page kept would have ended. */
export function useExportAddress() {
  const { client } = useServer();
  return useMutation({ mutationFn: async (id: string) => (await doors.exportManifest(client, id)).output[0]?.url });
}
