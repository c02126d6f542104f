/** What every panel needs beside its data: which item is open, and how to open one. */
export interface PanelActions {
  readonly selected: string | undefined;
  readonly onOpen: (reference: string) => void;
}
