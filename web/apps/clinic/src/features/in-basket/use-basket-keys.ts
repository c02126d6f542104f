import { useEffect } from 'react';

/** j and k, or the arrows, go through the list; s presses the button that signs. Not while somebody types, and not in a dialog. */
export function useBasketKeys(ids: readonly string[], opened: string | undefined, onOpen: (id: string) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || target?.closest('input:not([type="checkbox"]), textarea, select, [role="dialog"], [role="listbox"], [role="group"]')) return;
      const step = event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0;
      const next = ids[opened === undefined ? 0 : ids.indexOf(opened) + step];
      if (step !== 0 && next !== undefined) {
        event.preventDefault();
        onOpen(next);
      } else if (event.key === 's') {
        document.querySelector<HTMLButtonElement>('[data-testid="review-sign"]:not(:disabled)')?.click();
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}
