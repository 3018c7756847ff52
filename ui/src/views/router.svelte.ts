/**
 * Where the desk is. A route carries the controller of its view, so that stepping back finds what
 * was typed where it was left.
 */
import { focusAgain, place } from "../lib/app/focus";
import type { Guard } from "../lib/app/guard.svelte";
import type { FieldError, Section } from "../lib/api/generated/types";
import type { Comparison } from "../customer/comparison.svelte";
import type { Customer } from "../customer/customer.svelte";
import type { NewCustomer } from "../customer/new-customer.svelte";
import type { OneReceipt } from "../decisions/receipts.svelte";
import type { Overview } from "../overview/overview.svelte";

/** Opened with a form: a section's, or the first that can be changed. */
export type Edit = { section: Section; errors: FieldError[] } | "first";

export type Route =
  | { view: "search" }
  | {
      view: "customer";
      customer: Customer;
      edit?: Edit | undefined;
    }
  | { view: "new"; creation: NewCustomer }
  | { view: "compare"; comparison: Comparison }
  | { view: "waiting" }
  | { view: "submissions" }
  | { view: "health"; overview?: Overview | undefined }
  | { view: "decisions"; tab: DecisionsTab }
  | { view: "receipt"; receipt: OneReceipt }
  | { view: "lab" };

export type DecisionsTab = "receipts" | "verdicts" | "twice";

export class Router {
  route = $state.raw<Route>({ view: "search" });
  #before: Route[] = [];
  /** Where the focus was in a view that was left. */
  readonly #places = new WeakMap<Route, string>();
  readonly #guard: Guard;

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  /** Leaves the present view for another; asks where typing would be left behind. */
  async go(route: Route): Promise<boolean> {
    const left = place();
    if (!(await this.#guard.clear())) return false;
    this.#left(left);
    this.#before = route.view === "search" ? [] : [...this.#before, this.route].slice(-20);
    this.route = route;
    return true;
  }

  /** Puts a view over the present one, which stays as it is (the compare view over a form). */
  over(route: Route) {
    this.#left(place());
    this.#before = [...this.#before, this.route];
    this.route = route;
  }

  #left(where: string | undefined) {
    // A form opens by itself once: whoever steps back finds the view as they left it.
    if (this.route.view === "customer") delete this.route.edit;
    if (where !== undefined) this.#places.set(this.route, where);
  }

  /** In place of the present view, which is done with. */
  replace(route: Route) {
    this.route = route;
  }

  /** Takes off the views that `go` need not come back to. */
  async back(): Promise<boolean> {
    if (this.route.view !== "compare" && !(await this.#guard.clear())) return false;
    let before = this.#before.pop();
    // A form that was finished or thrown away is not stepped back into.
    while (before?.view === "new" && before.creation.over) before = this.#before.pop();
    if (before?.view === "new") await before.creation.resume();
    this.route = before ?? { view: "search" };
    // In the search box one goes on typing.
    if (before && before.view !== "search") focusAgain(this.#places.get(before));
    return true;
  }

  /** In place of the present view; the way back leads to the form that was left for it. */
  leaveForm(creation: NewCustomer, route: Route) {
    const last = this.#before.at(-1);
    if (last?.view !== "new" || last.creation !== creation) {
      this.#before = [...this.#before, { view: "new", creation }];
    }
    this.route = route;
  }
}
