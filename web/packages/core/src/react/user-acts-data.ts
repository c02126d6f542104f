import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { userActs } from '../user-acts';
import { useServer } from './server';

export function useStaffNotices() {
  const { client } = useServer();
  return useQuery({ queryKey: ['staff-notices'], queryFn: ({ signal }) => userActs.notices(client, signal) });
}

/** An act on somebody's account; the list of users is asked for anew afterwards. */
export function useUserAct<Input, Output>(act: (client: ReturnType<typeof useServer>['client'], input: Input) => Promise<Output>) {
  const { client } = useServer();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => act(client, input),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['users'] });
      void queries.invalidateQueries({ queryKey: ['staff-notices'] });
      void queries.invalidateQueries({ queryKey: ['own-account'] });
    },
  });
}
