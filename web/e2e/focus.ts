import type { Page } from 'playwright-core';

/** What has the focus, and whether a person can see that. */
export interface Stop {
  readonly name: string;
  readonly marked: boolean;
  readonly covered: boolean;
  /** Whether it stands after the stop before it in the page, as a reader takes it. */
  readonly onward: boolean;
}

interface Walk {
  readonly seen: Set<Element>;
  last: Element | undefined;
  within: number;
}

/** Presses Tab from the top of the page until the focus comes round again; each stop in the order in which it came. */
export async function tabThrough(page: Page, most = 250): Promise<{ stops: Stop[]; came: 'round' | 'to no end' }> {
  await page.evaluate(() => {
    // Where the next Tab goes from outlives a blur: the body has to have had the focus.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    window.scrollTo(0, 0);
    (window as unknown as { walk: Walk }).walk = { seen: new Set(), last: undefined, within: 0 };
  });
  const stops: Stop[] = [];
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press('Tab');
    const step = await page.evaluate(() => {
      const { walk } = window as unknown as { walk: Walk };
      const element = document.activeElement;
      // A date field has several stops of its own inside: month, day, year, picker.
      if (element && element === walk.last && ++walk.within < 8) return 'within';
      if (element === walk.last) return 'caught';
      if (!element || element === document.body || walk.seen.has(element)) return 'round';
      // A row that a virtual list has let go of stands nowhere any more.
      const onward = !walk.last?.isConnected || (walk.last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
      walk.seen.add(element);
      Object.assign(walk, { last: element, within: 0 });
      return onward ? 'onward' : 'back';
    });
    if (step === 'round') return { stops, came: 'round' };
    if (step === 'caught') break;
    const stop = step === 'within' ? undefined : await focused(page);
    if (stop) stops.push({ ...stop, onward: step === 'onward' });
  }
  return { stops, came: 'to no end' };
}

export async function focused(page: Page): Promise<Omit<Stop, 'onward'> | undefined> {
  return page.evaluate(async () => {
    // What marks the focus is painted with the next frame.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return undefined;
    const outlined = (one: Element) => {
      const style = getComputedStyle(one);
      return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
    };
    const around = [element, element.parentElement, element.parentElement?.parentElement].filter((one) => one instanceof Element);
    const frame = element.closest('.MuiInputBase-root')?.querySelector('.MuiOutlinedInput-notchedOutline');
    const box = element.getBoundingClientRect();
    const samples = [0.5, 0.1, 0.9].flatMap((across) => [0.5, 0.15, 0.85].map((down) => [box.left + box.width * across, box.top + box.height * down] as const));
    const seen = samples.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && (element.contains(top) || top.contains(element));
    });
    return {
      name: (element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)) || element.tagName,
      marked: around.some(outlined) || (frame !== null && frame !== undefined && Number.parseFloat(getComputedStyle(frame).borderTopWidth) >= 2),
      covered: !seen,
    };
  });
}

/** Presses a key until the focus is where it should be; fails when it never gets there. */
export async function pressUntil(page: Page, key: string, there: (name: string) => boolean, most = 80): Promise<void> {
  const names: string[] = [];
  for (let pressed = 0; pressed < most; pressed++) {
    const now = await focused(page);
    if (now && there(now.name)) return;
    names.push(now?.name ?? '-');
    await page.keyboard.press(key);
  }
  throw new Error(`The focus never got there: ${names.join(' | ')}`);
}
