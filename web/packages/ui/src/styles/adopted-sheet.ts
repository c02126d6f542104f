/** What Emotion hands to the constructor of a sheet (@emotion/sheet 1.4). */
interface SheetOptions {
  readonly key: string;
  readonly container: Node;
  readonly nonce?: string | undefined;
}

let made = 0;
const adopted = new Set<AdoptedSheet>();

/**
 * A sheet for Emotion that is constructed and adopted (CSSOM, `document.adoptedStyleSheets`) instead of written into a `<style>` element: the Content-Security-Policy can then forbid
 * inline styles altogether. Has the members of `StyleSheet` that Emotion calls.
 */
export class AdoptedSheet {
  readonly key: string;
  readonly container: Node;
  readonly nonce: string | undefined;
  readonly isSpeedy = true;
  /** Emotion places `<style>` elements with it; here the order follows from the key. */
  before: Element | null = null;
  readonly #sheet = new CSSStyleSheet();
  /** Global styles stand before those of components, each kind in the order in which its sheets were made. */
  readonly #rank: number;

  constructor(options: SheetOptions) {
    this.key = options.key;
    this.container = options.container;
    this.nonce = options.nonce;
    this.#rank = (options.key.endsWith('-global') ? 0 : 1e9) + ++made;
  }

  /** Emotion asks whether there is anything to replace. */
  get tags(): readonly { readonly nextElementSibling: null }[] {
    return this.#sheet.cssRules.length > 0 ? [{ nextElementSibling: null }] : [];
  }

  /** Nothing is rendered on a server. */
  hydrate(): void {
    return undefined;
  }

  insert(rule: string): void {
    if (!adopted.has(this)) {
      adopted.add(this);
      AdoptedSheet.#adopt();
    }
    try {
      this.#sheet.insertRule(rule, this.#sheet.cssRules.length);
    } catch (error) {
      // A selector of another browser is no rule here.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  flush(): void {
    this.#sheet.replaceSync('');
    if (adopted.delete(this)) AdoptedSheet.#adopt();
  }

  static #adopt(): void {
    document.adoptedStyleSheets = [...adopted].sort((one, other) => one.#rank - other.#rank).map((one) => one.#sheet);
  }
}
