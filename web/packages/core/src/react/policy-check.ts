import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { policyDoors, type Policy } from '../policies';
import { useServer } from './server';

/** How long somebody who types is left alone before what they have typed is checked. */
const TYPING_MS = 250;

/** What is wrong with a policy as it is being written, each with its place; and whether that is said of it as it stands now. */
export function usePolicyCheck(policy: Policy) {
  const { client } = useServer();
  const text = JSON.stringify(policy);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const check = useQuery({
    queryKey: ['policy-check', settled], gcTime: 0, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => policyDoors.check(client, JSON.parse(settled) as Policy, signal),
  });
  return { issues: check.data?.issues ?? [], isCurrent: settled === text && check.isSuccess && !check.isPlaceholderData, error: check.error };
}

/** A version as it was put in force. */
export function usePolicyVersion(number: number) {
  const { client } = useServer();
  return useQuery({ queryKey: ['policies', 'version', number], queryFn: ({ signal }) => policyDoors.version(client, number, signal), staleTime: Infinity });
}
