import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// A shared machine can be slow; a wait ends as soon as what it waits for is there.
configure({ asyncUtilTimeout: 10_000, getElementError: (message) => new Error(message ?? 'not found') });
afterEach(cleanup);

// jsdom lays nothing out: a virtual list would see a box of no height and render no row.
Object.defineProperties(HTMLElement.prototype, {
  clientHeight: { configurable: true, get: () => 600 },
  clientWidth: { configurable: true, get: () => 800 },
  offsetHeight: { configurable: true, get: () => 600 },
});
window.matchMedia = (query: string) => Object.assign(new EventTarget(), {
  // Tests run at desktop width, in the light theme.
  matches: /min-width/.test(query), media: query, onchange: null, addListener: () => undefined, removeListener: () => undefined,
});
window.scrollTo = () => undefined;
