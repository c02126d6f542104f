import type { Browser } from 'playwright-core';

/** A quiet local Chromium. */
export function launch(): Promise<Browser>;
