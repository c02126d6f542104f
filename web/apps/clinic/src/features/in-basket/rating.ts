import type { ReviewRating } from '@carewright/core';
import type { Tone } from '@carewright/ui';

/** The colour of a rating; its word stands beside it. */
export const ratingTone: Readonly<Record<ReviewRating, Tone>> = { critical: 'danger', abnormal: 'warning', unrated: 'info', normal: 'success' };
