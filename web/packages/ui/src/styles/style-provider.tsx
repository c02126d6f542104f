import createCache, { type EmotionCache } from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import type { ReactNode } from 'react';
import { AdoptedSheet } from './adopted-sheet';

const cache = createStyleCache();

/** The styles of everything below go into adopted sheets, where the browser has them (all since 2023). */
export function StyleProvider({ children }: { children: ReactNode }) {
  return <CacheProvider value={cache}>{children}</CacheProvider>;
}

function createStyleCache(): EmotionCache {
  const made = createCache({ key: 'css', speedy: true });
  if ('adoptedStyleSheets' in document) made.sheet = new AdoptedSheet({ key: 'css', container: document.head }) as unknown as EmotionCache['sheet'];
  return made;
}
