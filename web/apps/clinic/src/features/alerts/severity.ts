import type { AlertStatus, Severity } from '@carewright/core';
import type { Tone } from '@carewright/ui';

export const severityTone: Readonly<Record<Severity, Tone>> = { low: 'neutral', medium: 'warning', high: 'danger', critical: 'danger' };

export const statusTone: Readonly<Record<AlertStatus, Tone>> = { open: 'info', confirmed: 'danger', 'false-positive': 'neutral' };
