import { isPlain, type ResultReview } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useTranslation } from 'react-i18next';

interface BulkBarProps {
  readonly rows: readonly ResultReview[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
  readonly isPending: boolean;
  readonly onSign: () => void;
}

/** Normal results are chosen and signed together. */
export function BulkBar({ rows, chosen, onChoose, isPending, onSign }: BulkBarProps) {
  const { t } = useTranslation();
  const count = rows.filter((row) => chosen.has(row.id)).length;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1 }}>
      <Button size="small" onClick={() => onChoose(new Set(rows.filter(isPlain).map((row) => row.id)))} data-testid="select-normal">{t('inBasket.selectNormal')}</Button>
      {count > 0 ? <Button size="small" variant="contained" loading={isPending} onClick={onSign} data-testid="sign-selected">{t('inBasket.signSelected', { count })}</Button> : null}
    </Box>
  );
}
