import type { Page } from 'playwright-core';

/** What has the focus, and whether a person can see that. */
export interface Stop {
  readonly name: string;
  /** Its place in the document, for comparing orders. */
  readonly place: number;
  readonly marked: boolean;
  readonly hidden: boolean;
}

/** Presses Tab from the top of the page until the focus comes round again; each stop in the order in which it came. */
export async function tabThrough(page: Page, most = 250): Promise<{ stops: Stop[]; came: 'round' | 'to no end' }> {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    getSelection()?.removeAllRanges();
    window.scrollTo(0, 0);
  });
  const stops: Stop[] = [];
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (!stop || stops.some((before) => before.place === stop.place)) return { stops, came: 'round' };
    stops.push(stop);
  }
  return { stops, came: 'to no end' };
}

export async function focused(page: Page): Promise<Stop | undefined> {
  return page.evaluate(() => {
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
      place: [...document.querySelectorAll('*')].indexOf(element),
      marked: around.some(outlined) || (frame !== null && frame !== undefined && Number.parseFloat(getComputedStyle(frame).borderTopWidth) >= 2),
      hidden: !seen,
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
