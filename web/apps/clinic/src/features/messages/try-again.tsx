import { interfaceDoors, useMessageAct } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useTranslation } from 'react-i18next';
import { ActFailure } from './act-failure';

/** Has a message tried once more, as it is. */
export function TryAgain({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation();
  const again = useMessageAct((client) => interfaceDoors.again(client, id));
  return (
    <Box sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
      <ActFailure error={again.error} />
      <Button variant="contained" loading={again.isPending} onClick={() => again.mutate(undefined, { onSuccess: onDone })} data-testid="message-again">{t('messages.dead.again')}</Button>
    </Box>
  );
}
