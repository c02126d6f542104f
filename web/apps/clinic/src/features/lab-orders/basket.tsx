import type { LabTest } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { Line } from '../../shell/section';

/** What has been chosen so far, and what it takes. */
export function Basket({ tests, onRemove }: { tests: readonly LabTest[]; onRemove: (test: LabTest) => void }) {
  const { t } = useTranslation();
  return (
    <Card title={t('laborders.basket')}>
      {tests.length === 0 ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('laborders.basketEmpty')}</Typography> : null}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {tests.map((test) => (
          <Line key={test.id} testId="basket-line" actions={<IconButton onClick={() => onRemove(test)} aria-label={t('laborders.remove', { name: test.name })}><Icon name="close" /></IconButton>}>
            <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{test.name}</Typography>
            {test.members.length > 0 ? <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>{test.members.join(', ')}</Typography> : null}
            <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{[test.code, test.container, test.volume].filter(Boolean).join(' · ')}</Typography>
            {test.preparation === null ? null : <Typography variant="body2">{test.preparation}</Typography>}
          </Line>
        ))}
      </Box>
    </Card>
  );
}
