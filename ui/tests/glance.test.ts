/** A screen that others can see holds no whole number, e-mail address or street, until a key is held. */
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { glance } from "../src/lib/app/glance.svelte";
import { language } from "../src/lib/i18n/locale.svelte";
import { glanced } from "../src/lib/record/glanced";
import { candidate, customer, decision } from "./fixtures";
import { entry, openDesk, submission } from "./window";

const box = () => screen.findByRole("combobox", { name: "Search customers" });
const secrets = /912\s?344\s?417|911 000 111|maria@sousa|Flores|1980/;

beforeEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset["ready"];
  if (!glance.safe) glance.toggle();
  void language.show("en");
  return () => {
    if (glance.safe) glance.toggle();
    vi.unstubAllGlobals();
  };
});

describe("a screen that others can see", () => {
  it("leaves_a_customers_numbers_and_street_out_and_shows_them_while_a_key_is_held", async () => {
    const view = () => customer(undefined, { record: { ...customer().record, identity: { birthDate: "1980-01-31" } } });
    const { user } = await openDesk({ open: view, refresh: view });
    await user.type(await box(), "mar 4417");
    await user.click(await screen.findByRole("option", { name: /Maria Sousa/ }));
    await screen.findByRole("heading", { name: "Maria Sousa" });
    await screen.findByText("…4417");
    expect(document.body.textContent).not.toMatch(secrets);
    expect(screen.getByText("m…@sousa.example")).toBeVisible();
    await user.keyboard("{Alt>}{v>}");
    await waitFor(() => expect(document.body.textContent).toMatch(/912 344 417.*maria@sousa.*Flores/s));
    await fireEvent.keyUp(window, { key: "v" });
    await waitFor(() => expect(document.body.textContent).not.toMatch(secrets));
  });

  it("prints_what_it_would_print_with_everything_shown", async () => {
    const { user } = await openDesk({ open: () => customer(), refresh: () => customer() });
    await user.type(await box(), "mar 4417");
    await user.click(await screen.findByRole("option", { name: /Maria Sousa/ }));
    await screen.findByRole("heading", { name: "Maria Sousa" });
    await user.keyboard("{Control>}p{/Control}");
    await screen.findByRole("dialog", { name: "Print this customer" });
    const sheet = () => document.querySelector(".print-sheet");
    expect(sheet()).toHaveTextContent(/…4417.*m…@sousa\.example.*Flores/);
    await user.click(screen.getByRole("checkbox"));
    expect(sheet()).toHaveTextContent(/912 344 417.*maria@sousa.*Flores/);
  });

  it("compares_without_showing_what_is_compared", async () => {
    const { user } = await openDesk({
      submissions: () => ({ submissions: [submission] }),
      decide: () => decision([candidate()]),
      submission_review: () => ({ submission, matches: 1, doubts: [] }),
    });
    await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    await user.click(await screen.findByRole("button", { name: "Check" }));
    const table = await screen.findByRole("table");
    expect(table.textContent).not.toMatch(secrets);
    expect(table).toHaveTextContent("…4417");
    expect(table).toHaveTextContent("differs");
  });

  it("decides_a_conflict_of_a_number_by_its_end", async () => {
    const clash = entry({ chip: { state: "needs_person", reason: "conflict" }, conflicts: [{ field: "channels[0].value", base: null, mine: "+351912344417", theirs: "+351911000111" }] });
    const { user } = await openDesk({ outbox: () => ({ entries: [clash] }) });
    await box();
    await user.keyboard("{F9}");
    expect(await screen.findByText("…4417")).toBeVisible();
    expect(document.querySelector("main")?.textContent).not.toMatch(/35191/);
  });

  it("is_what_it_is_after_the_next_start_too_until_it_is_taken_back", () => {
    expect(localStorage.getItem("showroom.glance")).toBe("safe");
    glance.toggle();
    expect(glanced("channels[0].value", "912 344 417")).toBe("912 344 417");
    glance.toggle();
    expect(["912 344 417", "ana@a.example, b@b.example", "12", ""].map((text) => glanced("phone", text))).toEqual(["…4417", "a…@a.example, b…@b.example", "•••", ""]);
    expect(glanced("names.givenName", "Maria")).toBe("Maria");
    expect(["phone", "email", "street", "postalCode"].map((field) => glanced(field, "…4417"))).toEqual(["…4417", "…4417", "•••", "•••"]);
  });
});
