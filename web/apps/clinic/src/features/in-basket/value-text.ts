import type { EarlierValue, ReviewValue } from '@carewright/core';

/** A value with its unit and its flags, as one text. */
export const valueText = (value: ReviewValue | EarlierValue): string => [value.text ?? '', value.unit ?? '', ...value.flags.filter((flag) => flag !== 'N')].filter(Boolean).join(' ');
