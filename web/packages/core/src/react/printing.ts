import { useMutation } from '@tanstack/react-query';
import { doors } from '../doors';
import { useServer } from './server';

/** Puts on record what is about to be printed; the answer is what stands on the paper. */
export function useRecordPrint() {
  const { client } = useServer();
  return useMutation({ mutationFn: (resources: readonly string[]) => doors.print(client, resources) });
}
