import type { Flag, ReadValue } from '@carewright/core';
import { Badge } from '@carewright/ui';
import { useTranslation } from 'react-i18next';

const letters: Readonly<Record<Exclude<Flag, 'normal'>, string>> = {
  'critical-high': 'HH', 'critical-low': 'LL', high: 'H', low: 'L', abnormal: 'A',
};

/** H, L or critical as a letter in a frame, spelled out to a screen reader and on hover. */
export function FlagMark({ value }: { value: ReadValue | undefined }) {
  const { t } = useTranslation();
  const flag = value?.flag;
  if (flag === undefined || flag === 'normal') return null;
  const critical = flag === 'critical-high' || flag === 'critical-low';
  const word = value?.flagFromRange ? t('results.fromRange', { flag: t(`results.flags.${flag}`) }) : t(`results.flags.${flag}`);
  return (
    <span role="img" aria-label={word} title={word}>
      <Badge tone={critical ? 'danger' : 'warning'} strong={critical}>{letters[flag]}</Badge>
    </span>
  );
}
