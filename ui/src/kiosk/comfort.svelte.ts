/** How this visitor sees best: size of the text, contrast, and how far down everything stands. */

export const sizes = ["100", "150", "200"] as const;
export type Size = (typeof sizes)[number];

export class Comfort {
  size = $state<Size>("100");
  contrast = $state(false);
  reach = $state(false);

  get changed(): boolean {
    return this.size !== "100" || this.contrast || this.reach;
  }

  /** The next visitor finds everything as the station has it. */
  reset() {
    this.size = "100";
    this.contrast = false;
    this.reach = false;
  }

  /** The style sheet knows these by attributes of the page. */
  show(page: HTMLElement) {
    page.dataset["text"] = this.size;
    page.dataset["contrast"] = this.contrast ? "more" : "normal";
    page.dataset["reach"] = this.reach ? "low" : "normal";
  }
}
