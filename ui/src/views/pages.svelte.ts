/**
 * The views and dialogs that nobody needs to type a name and see who it is. They are fetched once
 * the search stands there, and at once where somebody is quicker than that.
 */
import type { Component } from "svelte";
import { toApiError, type ApiError } from "../lib/api/errors";

const sources = {
  customer: () => import("./CustomerPage.svelte"),
  new: () => import("./NewView.svelte"),
  compare: () => import("./CompareView.svelte"),
  waiting: () => import("./WaitingView.svelte"),
  submissions: () => import("./SubmissionsView.svelte"),
  health: () => import("./HealthView.svelte"),
  decisions: () => import("./DecisionsView.svelte"),
  receipt: () => import("./ReceiptPage.svelte"),
  lab: () => import("./LabPage.svelte"),
  setup: () => import("../admin/SetupView.svelte"),
  locked: () => import("../admin/LockedView.svelte"),
  peek: () => import("../search/PeekPanel.svelte"),
  guard: () => import("./GuardDialog.svelte"),
  keys: () => import("./KeysDialog.svelte"),
  palette: () => import("./Palette.svelte"),
  rehearsal: () => import("./RehearsalDialog.svelte"),
};

export type PageName = keyof typeof sources;
type Page<N extends PageName> = Awaited<ReturnType<(typeof sources)[N]>>["default"];
type Shelf = { readonly [N in PageName]?: Page<N> };

/** After the first paint, when nobody waits for the processor. */
const after = 300;

class Pages {
  #shelf = $state.raw<Shelf>({});
  failed = $state.raw<ApiError | undefined>();
  readonly #fetching = new Map<PageName, Promise<void>>();

  /** What is there; the rest is on its way as soon as it is asked for. */
  get of(): Shelf {
    return this.#shelf;
  }

  /** Asked for by whoever wants to show it now. */
  want(name: PageName): Promise<void> {
    if (this.#shelf[name]) return Promise.resolve();
    const fetching = this.#fetching.get(name) ?? this.#fetch(name);
    this.#fetching.set(name, fetching);
    return fetching;
  }

  async #fetch(name: PageName) {
    try {
      const page: { default: Component<never> } = await sources[name]();
      this.#shelf = { ...this.#shelf, [name]: page.default };
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    } finally {
      this.#fetching.delete(name);
    }
  }

  /** All of them, one after the other. */
  later(): () => void {
    let over = false;
    const timer = setTimeout(async () => {
      for (const name of Object.keys(sources) as PageName[]) {
        if (over) return;
        await this.want(name);
      }
    }, after);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }
}

export const pages = new Pages();
