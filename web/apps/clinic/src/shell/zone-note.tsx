import { browserZone, sameClock, zoneName } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from './language';

/** Says whose clock the times are read on, where it is not that of the device in hand. */
export function ZoneNote({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [now] = useState(() => Date.now());
  if (sameClock(zone, browserZone(), now)) return null;
  return (
    <Typography variant="body2" data-testid="zone-note" sx={{ display: 'flex', alignItems: 'center', gap: 0.75, mb: 1, color: 'warning.main' }}>
      <Icon name="warning" sx={{ fontSize: 16 }} />
      <span>{t('zone.differs', { zone: zoneName(zone, locale) })}</span>
    </Typography>
  );
}
