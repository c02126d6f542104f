import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { policyDoors, type ExplainQuestion, type Policy } from '../policies';
import { useServer } from './server';

const everyHalfMinute = 30_000;

/** What stands open to this session by breaking the glass, and whether the clinic is in emergency mode. */
export function useGlass() {
  const { client } = useServer();
  return useQuery({ queryKey: ['glass'], queryFn: ({ signal }) => policyDoors.glass(client, signal), refetchInterval: everyHalfMinute, retry: false });
}

/** Opens or closes a record; what was read under other rights is read again. */
export function useBreakGlass() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: { patient: string; reason: string; text: string } | { end: string }) =>
      'end' in act ? policyDoors.endGlass(client, act.end) : policyDoors.breakGlass(client, act.patient, act.reason, act.text),
    onSuccess: () => queries.resetQueries(),
  });
}

export function useGlassReviews() {
  const { client } = useServer();
  return useQuery({ queryKey: ['glass-reviews'], queryFn: ({ signal }) => policyDoors.reviews(client, signal) });
}

export function useReviewGlass() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (review: { id: string; outcome: string; text: string }) => policyDoors.review(client, review.id, review.outcome, review.text),
    onSettled: () => queries.invalidateQueries({ queryKey: ['glass-reviews'] }),
  });
}

/** Turns the clinic's emergency mode on, or off. */
export function useEmergency() {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: { reason: string; endsAt: string } | 'end') => (act === 'end' ? policyDoors.endEmergency(client) : policyDoors.startEmergency(client, act.reason, act.endsAt)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['glass'] }),
  });
}

/** How often the list is asked for while labels are being put. */
const LABELLING_MS = 15_000;

export function usePolicies() {
  const { client } = useServer();
  return useQuery({
    queryKey: ['policies', 'list'],
    queryFn: ({ signal }) => policyDoors.list(client, signal),
    refetchInterval: (query) => (query.state.data?.labelling.isDone === false ? LABELLING_MS : false),
  });
}

export function usePolicyWords() {
  const { client } = useServer();
  return useQuery({ queryKey: ['policies', 'words'], queryFn: ({ signal }) => policyDoors.words(client, signal), staleTime: Infinity });
}

export function usePolicyDraft(id: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['policies', 'draft', id], queryFn: ({ signal }) => policyDoors.draft(client, id, signal), refetchOnWindowFocus: false });
}

export function usePolicyDiff(from: string, to: string) {
  const { client } = useServer();
  return useQuery({ queryKey: ['policies', 'diff', from, to], queryFn: ({ signal }) => policyDoors.diff(client, from, to, signal), gcTime: 0 });
}

/** Every act on policies; the lists are read again after each. */
export function usePolicyActs() {
  const { client } = useServer();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['policies'] });
  // A draft that is in force or discarded is no more: it is not asked for again.
  const onGone = () => queries.invalidateQueries({ queryKey: ['policies'], predicate: (query) => query.queryKey[1] !== 'draft' });
  return {
    begin: useMutation({ mutationFn: (act: { name: string; policy?: unknown }) => policyDoors.begin(client, act.name, act.policy), onSuccess }),
    save: useMutation({ mutationFn: (act: { id: string; name: string; policy: Policy; revision: number }) => policyDoors.save(client, act.id, act.name, act.policy, act.revision), onSuccess }),
    remove: useMutation({ mutationFn: (id: string) => policyDoors.remove(client, id), onSuccess: onGone }),
    simulate: useMutation({ mutationFn: (id: string) => policyDoors.simulate(client, id) }),
    activate: useMutation({
      mutationFn: (act: { draft: string; reason: string } | { version: number; reason: string }) =>
        'draft' in act ? policyDoors.activateDraft(client, act.draft, act.reason) : policyDoors.activateVersion(client, act.version, act.reason),
      onSuccess: onGone,
    }),
  };
}

/** Why a user can, or cannot; asked when there is a whole question. */
export function useExplanation(question: ExplainQuestion | undefined) {
  const { client } = useServer();
  return useQuery({
    queryKey: ['explain', question], enabled: question !== undefined, retry: false, gcTime: 0,
    queryFn: ({ signal }) => policyDoors.explain(client, question ?? { user: '', reference: '', interaction: '' }, signal),
  });
}
