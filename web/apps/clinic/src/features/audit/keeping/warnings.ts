import type { RetentionRules } from '@carewright/core';

export type RetentionWarning = 'shorter' | 'released' | 'automatic';

const longest = ({ rules }: RetentionRules) => Math.max(0, ...rules.map((rule) => rule.years));

/** What a change lets go that is kept now: a shorter time, a hold that falls, months that go by themselves. */
export function warningsOf(before: RetentionRules, after: RetentionRules): readonly RetentionWarning[] {
  const warnings: RetentionWarning[] = [];
  if (longest(after) < longest(before)) warnings.push('shorter');
  if (before.holds.some((hold) => !after.holds.some((one) => one.name === hold.name && one.patient === hold.patient && one.user === hold.user))) warnings.push('released');
  if (after.isAutomatic && !before.isAutomatic) warnings.push('automatic');
  return warnings;
}
