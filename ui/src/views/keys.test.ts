/** What F1 says is so: each key is answered on the screen it is listed for, and means one thing there. */
import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { candidate, customer, decision } from "../../tests/fixtures";
import { entry, openDesk, submission } from "../../tests/window";
import type { EntryView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { actions, on, type Action, type Screen } from "../lib/keys/actions";
import { matched, parse, press, writes } from "../lib/keys/chord";
import { allow, choose, overlap, reset, reserved, resetAll, settled, written } from "../lib/keys/choose";
import { keys } from "../lib/keys/keys.svelte";

const all: readonly Action[] = actions;
const field = (name: string) => ({ field: `names.${name}`, base: `${name} before`, mine: `${name} mine`, theirs: `${name} theirs` });
const clash: EntryView = entry({ chip: { state: "needs_person", reason: "conflict" }, conflicts: [field("givenName"), field("familyName")] });
type Desk = Awaited<ReturnType<typeof openDesk>>;

const box = () => screen.findByRole("combobox", { name: "Search customers" });
const focus = async (find: () => Promise<HTMLElement>) => (await find()).focus();

/** Goes to the screen as somebody would, to where the action is offered. */
const reach: { [S in Screen]?: (within?: Action["within"]) => Promise<Desk> } = {
  search: async () => {
    const desk = await openDesk();
    await desk.user.type(await box(), "mar 4417{ArrowDown}");
    await screen.findByRole("option", { name: /Maria Sousa/, selected: true });
    return desk;
  },
  customer: async (where) => {
    if (where === "line") {
      const desk = await reach.compare?.();
      if (!desk) throw new Error("no way there");
      await desk.user.keyboard("{Alt>}u{/Alt}");
      await focus(() => screen.findByRole("radio", { name: /^Replace/ }));
      return desk;
    }
    const entries = [where === "clash" ? clash : entry()];
    const view = () => customer(undefined, { entries, chip: { state: "waiting", op_id: "o1", id: "01-16203" } });
    const desk = await openDesk({ open: view, refresh: view });
    await desk.user.click(await screen.findByRole("button", { name: /Mário Souza/ }));
    await screen.findByRole("heading", { name: "Maria Sousa" });
    if (where === "card") await focus(() => screen.findByRole("button", { name: "Hold" }));
    else if (where === "clash") await focus(() => screen.findByRole("radio", { name: "Take mine for Given name" }));
    return desk;
  },
  new: async () => {
    const desk = await openDesk({ decide: ({ generation }) => decision([candidate()], generation) });
    await desk.user.type(await box(), "mar 4417{Control>}{Enter}{/Control}");
    await screen.findByRole("button", { name: /Compare/ });
    return desk;
  },
  compare: async () => {
    const desk = await openDesk({
      submissions: () => ({ submissions: [submission] }),
      decide: () => decision([candidate()]),
      submission_close: () => ({}),
    });
    await desk.user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    await desk.user.click(await screen.findByRole("button", { name: "Check" }));
    await screen.findByRole("table");
    return desk;
  },
  waiting: async (where) => {
    const three = ["o0", "o1", "o2"].map((op_id) => entry({ op_id }));
    const desk = await openDesk({ outbox: () => ({ entries: where === "clash" ? [clash] : three }), outbox_act: () => entry() });
    await box();
    await desk.user.keyboard("{F9}");
    if (where === "clash") await focus(() => screen.findByRole("radio", { name: "Take mine for Given name" }));
    else await focus(async () => (await screen.findAllByRole("button", { name: "Hold" }))[1] as HTMLElement);
    return desk;
  },
};

const at = (where: "search" | "waiting", within?: Action["within"]): Promise<Desk> => {
  const go = reach[where];
  if (!go) throw new Error(`no way to ${where}`);
  return go(within);
};

/** Whether anybody answered to the key where the focus is. */
function answered(key: string, digit?: number): boolean {
  const chord = parse(key);
  const event = new KeyboardEvent("keydown", {
    ...press(chord, digit), ctrlKey: chord.control, altKey: chord.alt, shiftKey: chord.shift, bubbles: true, cancelable: true,
  });
  return !(document.activeElement ?? document.body).dispatchEvent(event);
}

beforeEach(() => {
  localStorage.clear();
  resetAll();
  language.show("en");
  document.documentElement.removeAttribute("style");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

const here = (Object.keys(reach) as Screen[]).flatMap((at) =>
  on(at, true).here.flatMap((action) => action.keys.map((key) => [at, action.id, key, action.within] as const)),
);

describe("the keys", () => {
  it.each(here)("on_%s_%s_answers_to_%s", async (view, _, key, where) => {
    await reach[view]?.(where);
    expect(document.documentElement.dataset["view"]).toBe(view);
    expect(answered(key)).toBe(true);
  });

  // What stands in front of the desk answers for itself, in people.test.
  it.each(on("search", true).always.filter(({ front }) => !front).flatMap(({ id, keys }) => keys.filter((key) => key !== "/").map((key) => [id, key] as const)))(
    "%s_answers_to_%s_anywhere",
    async (id, key) => {
      await reach[id === "back" ? "waiting" : "search"]?.();
      expect(answered(key)).toBe(true);
    },
  );

  it("leave_a_key_that_is_no_action_alone", async () => {
    await reach.search?.();
    for (const key of ["F4", "Ctrl+J", "Alt+X", "a"]) expect([key, answered(key)]).toEqual([key, false]);
  });

  it("mean_one_thing_each_on_one_screen", () => {
    const shared = all.flatMap((one) =>
      all
        .filter((other) => other.id > one.id && other.on.some((at) => one.on.includes(at)))
        .filter((other) => one.within === undefined || other.within === undefined || one.within === other.within)
        .flatMap((other) => one.keys.filter((key) => other.keys.some((taken) => overlap(taken, key))).map((key) => `${one.id}, ${other.id}: ${key}`)),
    );
    expect(shared).toEqual([]);
  });

  it("write_no_letter_in_any_layout_and_never_end_the_window", () => {
    for (const { id, keys } of all) {
      for (const key of keys) {
        expect([id, writes(parse(key))]).toEqual([id, false]);
        expect(["Alt+F4", "Ctrl+W", "Ctrl+Q", "Ctrl+V", "Ctrl+X", "Ctrl+A", "Ctrl+C"]).not.toContain(key);
      }
    }
  });

  it("are_told_apart_by_place_and_by_what_is_held_with_them", () => {
    const event = (init: KeyboardEventInit) => new KeyboardEvent("keydown", init);
    expect(matched(parse("Ctrl+S"), event({ key: "ы", code: "KeyS", ctrlKey: true }))).toBe(1);
    expect(matched(parse("Ctrl+S"), event({ key: "S", code: "KeyS", ctrlKey: true, shiftKey: true }))).toBe(0);
    expect(matched(parse("Alt+1…9"), event({ key: "&", code: "Digit1", altKey: true }))).toBe(1);
    expect(matched(parse("Alt+1…9"), event({ key: "7", code: "Digit7", altKey: true, ctrlKey: true }))).toBe(0);
    expect(matched(parse("/"), event({ key: "/", code: "Digit7", shiftKey: true }))).toBe(1);
    expect(matched(parse("Ctrl++"), event({ key: "=", code: "Equal", ctrlKey: true }))).toBe(1);
  });

  // What is printed on the key, what is held, and the place it has; then what it means and does not mean.
  it.each([
    ["QWERTZ", { key: "z", code: "KeyY", ctrlKey: true }, "Ctrl+Z", "Ctrl+Y"],
    ["QWERTZ", { key: "y", code: "KeyZ", ctrlKey: true }, "Ctrl+Y", "Ctrl+Z"],
    ["QWERTZ", { key: "Z", code: "KeyY", ctrlKey: true }, "Ctrl+Z", "Ctrl+Y"],
    ["QWERTZ", { key: "2", code: "Digit2", altKey: true }, "Alt+2", "Alt+1"],
    ["AZERTY", { key: "m", code: "Semicolon", altKey: true }, "Alt+M", "Alt+L"],
    ["AZERTY", { key: ",", code: "KeyM", altKey: true }, "Alt+,", "Alt+M"],
    ["AZERTY", { key: "q", code: "KeyA", altKey: true }, "Alt+Q", "Alt+A"],
    ["AZERTY", { key: "w", code: "KeyZ", ctrlKey: true }, "Ctrl+W", "Ctrl+Z"],
    ["AZERTY", { key: "&", code: "Digit1", altKey: true }, "Alt+1", "Alt+2"],
    ["AZERTY", { key: "é", code: "Digit2", altKey: true }, "Alt+2", "Alt+1"],
    ["AZERTY", { key: "\"", code: "Digit3", altKey: true }, "Alt+3", "Alt+1"],
    ["AZERTY", { key: "à", code: "Digit0", ctrlKey: true }, "Ctrl+0", "Ctrl+1"],
    ["Cyrillic", { key: "я", code: "KeyZ", ctrlKey: true }, "Ctrl+Z", "Ctrl+Y"],
    ["Greek", { key: "μ", code: "KeyM", altKey: true }, "Alt+M", "Alt+L"],
    ["Alt that composes", { key: "µ", code: "KeyM", altKey: true }, "Alt+M", "Alt+U"],
    ["a dead key", { key: "Dead", code: "KeyU", altKey: true }, "Alt+U", "Alt+M"],
  ])("of_%s_are_those_printed_on_it_%o", (_, init, means, other) => {
    const event = new KeyboardEvent("keydown", init);
    expect([matched(parse(means), event), matched(parse(other), event)]).toEqual([1, 0]);
    expect(written(event)).toBe(init.key === "Dead" ? undefined : means);
  });

  it("lists_under_f1_what_this_screen_has_first_and_every_key_of_the_table", async () => {
    const { user } = await at("waiting");
    await user.keyboard("{F1}");
    const dialog = await screen.findByRole("dialog");
    const groups = within(dialog).getAllByRole("heading", { level: 3, hidden: true }).map((heading) => heading.textContent);
    expect(groups.slice(0, 2)).toEqual(["On this screen", "Anywhere"]);
    const listed = [...dialog.querySelectorAll("[data-group=here] kbd")].map((key) => [key.getAttribute("data-action"), key.textContent]);
    expect(listed).toContainEqual(["take_mine", "Alt+2"]);
    expect(listed).toContainEqual(["take_theirs", "Alt+3"]);
    const shown = new Set([...dialog.querySelectorAll("kbd")].map((key) => key.getAttribute("data-action")));
    expect(all.filter(({ id, keys }) => keys.length > 0 && !shown.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it("are_called_as_they_are_printed_on_the_keyboards_of_the_language", async () => {
    const { user } = await at("search");
    language.show("de");
    await user.keyboard("{F1}");
    expect((await screen.findByRole("dialog")).querySelector("[data-action=new]")).toHaveTextContent("Strg+Eingabe");
  });
});

describe("keys of one's own", () => {
  it("answer_instead_of_the_tables_and_are_shown_everywhere", async () => {
    expect(choose("waiting", "F7")).toEqual({ taken: true });
    const { user } = await at("search");
    expect(answered("F9")).toBe(false);
    expect(screen.getByTitle("Waiting list (F7)")).toHaveTextContent("F7");
    await user.keyboard("{F7}");
    expect(await screen.findByRole("heading", { name: "Waiting list" })).toBeVisible();
  });

  it("are_named_where_the_curtain_and_the_cards_buttons_say_their_key", async () => {
    choose("curtain", "Ctrl+B");
    choose("timeline", "F6");
    choose("here", "F7");
    const { user } = await at("waiting", "card");
    expect(screen.getAllByRole("button", { name: "What happened to it (F6)" })).toHaveLength(3);
    expect(screen.getAllByRole("button", { name: "Maria Sousa is still standing here (F7)" })).toHaveLength(3);
    await user.keyboard("{Control>}b{/Control}");
    expect(await screen.findByText(/^Hold Ctrl\+B to look behind it/)).toBeInTheDocument();
  });

  it("say_how_to_open_the_curtain_also_over_a_dialog", async () => {
    const { user } = await at("search");
    await user.keyboard("{F1}");
    const dialog = await screen.findByRole("dialog");
    await user.keyboard("{F12}");
    await waitFor(() => expect(dialog).toHaveTextContent(/Hold F12 to look behind it/));
    await user.keyboard("{F12}");
    await waitFor(() => expect(dialog).not.toHaveTextContent(/Hold F12/));
    await user.keyboard("{F1}");
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    await user.keyboard("{F12}");
    expect(await screen.findByText(/^Hold F12/)).toBeInTheDocument();
  });

  it("open_the_curtain_also_where_the_chosen_ones_are_gone_or_let_go_one_by_one", async () => {
    const drawn = () => waitFor(() => expect(document.documentElement.dataset["curtain"]).toBe("drawn"));
    const open = () => waitFor(() => expect(document.documentElement.dataset["curtain"]).toBeUndefined());
    choose("curtain", "Ctrl+B");
    choose("waiting", "F12");
    const { user } = await at("search");
    await user.keyboard("{Control>}b{/Control}");
    await drawn();
    // Ctrl is let go first.
    await user.keyboard("{Control>}{b>}{/Control}{/b}");
    await open();
    await user.keyboard("{Control>}{b>}{/Control}{/b}");
    await drawn();
    await user.keyboard("{F12}");
    await open();
    expect(document.documentElement.dataset["view"]).toBe("search");
    await user.keyboard("{F12}");
    expect(await screen.findByRole("heading", { name: "Waiting list" })).toBeVisible();
  });

  it("do_without_the_sign_alone_where_it_is_switched_off", async () => {
    await at("waiting", "card");
    expect(allow("find", "/", false)).toEqual({ taken: true });
    expect(answered("/")).toBe(false);
    allow("find", "/", true);
    expect(answered("/")).toBe(true);
  });

  it("are_refused_where_they_mean_something_else_already", () => {
    expect(choose("waiting", "F8")).toMatchObject({ taken: false, clash: [{ id: "decisions" }] });
    expect(choose("compare", "Alt+4")).toMatchObject({ taken: false, clash: [{ id: "flip" }] });
    expect(keys.of("waiting")).toEqual(["F9"]);
  });

  it("last_longer_than_the_window_and_can_be_given_up", () => {
    choose("waiting", "F7");
    keys.chosen = {};
    keys.start();
    expect(keys.of("waiting")).toEqual(["F7"]);
    resetAll();
    keys.start();
    expect(keys.of("waiting")).toEqual(["F9"]);
    localStorage.setItem("showroom.keys", '{"waiting": 3, "nothing": ["F7"]}');
    keys.start();
    expect(keys.chosen).toEqual({});
  });
});

describe("the choosing of keys", () => {
  const open = async () => {
    const desk = await at("search");
    await desk.user.keyboard("{F1}");
    await desk.user.click(await screen.findByRole("button", { name: "Change keys" }));
    const line = (id: string) => document.querySelector<HTMLElement>(`[data-change=${id}]`) as HTMLElement;
    const ask = (id: string) => desk.user.click(within(line(id)).getByRole("button", { name: /Change$/ }));
    return { ...desk, line, ask };
  };

  it("takes_the_keys_pressed_and_shows_them_everywhere", async () => {
    const { user, line, ask } = await open();
    await ask("waiting");
    expect(line("waiting")).toHaveTextContent("Press the keys…");
    await user.keyboard("{F7}");
    expect(line("waiting")).toHaveTextContent("F7 does this now.");
    expect(JSON.parse(localStorage.getItem("showroom.keys") ?? "")).toEqual({ waiting: ["F7"] });
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(document.querySelector("#keys [data-action=waiting]")).toHaveTextContent("F7");
    // A notice has a button of that name too.
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Close" }));
    expect(screen.getByTitle("Waiting list (F7)")).toHaveTextContent("F7");
    expect(answered("F9")).toBe(false);
    await user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    expect(await screen.findByRole("option", { name: /Waiting list/ })).toHaveTextContent("F7");
    await user.keyboard("{Escape}");
  });

  it("does_nothing_else_while_keys_are_pressed_and_names_what_they_are_taken_by", async () => {
    const { user, line, ask } = await open();
    await ask("waiting");
    await user.keyboard("{F8}");
    expect(line("waiting")).toHaveTextContent("F8 is taken: Decisions");
    expect(document.documentElement.dataset["view"]).toBe("search");
    await user.keyboard("{F1}");
    expect(line("waiting")).toHaveTextContent(/F1 is taken/);
    await user.keyboard("{Control>}+{/Control}");
    expect(document.documentElement.style.fontSize).toBe("");
    // Esc gives up the asking, not the dialog.
    await user.keyboard("{Escape}");
    expect(line("waiting")).toHaveTextContent("F9");
    expect(keys.chosen).toEqual({});
    expect(screen.getByRole("dialog")).toBeVisible();
    await user.keyboard("{F1}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("refuses_what_is_not_to_be_had_and_says_why", async () => {
    const { user, line, ask } = await open();
    const refused = async (id: string, press: string, why: RegExp) => {
      await ask(id);
      await user.keyboard(press);
      expect(line(id)).toHaveTextContent(why);
      await user.keyboard("{Escape}");
    };
    await refused("waiting", "x", /X alone writes text/);
    await refused("waiting", "{Enter}", /Enter moves about/);
    await refused("waiting", "{Control>}{Alt>}x{/Alt}{/Control}", /write letters on many keyboards/);
    await refused("waiting", "{Control>}v{/Control}", /belongs to the window/);
    await refused("flip", "{Alt>}x{/Alt}", /needs a row of digits/);
    expect(keys.chosen).toEqual({});
  });

  it("gives_up_one_or_all_but_not_over_another", async () => {
    const { user, line, ask } = await open();
    await ask("waiting");
    await user.keyboard("{F7}");
    await ask("decisions");
    await user.keyboard("{F9}");
    await user.click(within(line("waiting")).getByRole("button", { name: "As it was: Waiting list" }));
    expect(line("waiting")).toHaveTextContent("F9 is taken: Decisions");
    expect(keys.of("waiting")).toEqual(["F7"]);
    await user.click(within(line("decisions")).getByRole("button", { name: /^As it was/ }));
    expect(keys.chosen).toEqual({ waiting: ["F7"] });
    await user.click(screen.getByRole("button", { name: "All keys as they were" }));
    expect(keys.chosen).toEqual({});
    expect(localStorage.getItem("showroom.keys")).toBe("{}");
  });

  it("moves_a_row_of_digits_as_one_and_gives_a_key_to_what_had_none", async () => {
    const { user, ask } = await open();
    await ask("flip");
    await user.keyboard("{Control>}3{/Control}");
    expect(keys.of("flip")).toEqual(["Ctrl+1…9"]);
    await ask("theme");
    await user.keyboard("{Control>}{Shift>}d{/Shift}{/Control}");
    expect(keys.of("theme")).toEqual(["Ctrl+Shift+D"]);
    await ask("find");
    await user.keyboard("{Control>}g{/Control}");
    expect(keys.of("find")).toEqual(["Ctrl+G", "/"]);
  });

  it("switches_off_the_key_that_is_a_sign_alone_and_on_again", async () => {
    const { user, line, ask } = await open();
    const alone = () => within(line("find")).getByRole("checkbox", { name: /^\/ alone too/ });
    expect(alone()).toBeChecked();
    expect(screen.getAllByRole("checkbox")).toHaveLength(1);
    await user.click(alone());
    expect(JSON.parse(localStorage.getItem("showroom.keys") ?? "")).toEqual({ find: ["Ctrl+K"] });
    // Another key for it does not bring it back, nor does the window that is opened anew.
    await ask("find");
    await user.keyboard("{Control>}g{/Control}");
    keys.chosen = {};
    keys.start();
    expect(keys.of("find")).toEqual(["Ctrl+G"]);
    await waitFor(() => expect(alone()).not.toBeChecked());
    await user.click(alone());
    expect(keys.of("find")).toEqual(["Ctrl+G", "/"]);
    await user.click(within(line("find")).getByRole("button", { name: /^As it was/ }));
    expect(keys.chosen).toEqual({});
    expect(alone()).toBeChecked();
  });

  it("leaves_a_key_where_the_sign_alone_was_the_only_one", () => {
    choose("find", "/");
    choose("theme", "Ctrl+K");
    expect(allow("find", "/", false)).toMatchObject({ taken: false, clash: [{ id: "theme" }] });
    reset("theme");
    expect(allow("find", "/", false)).toEqual({ taken: true });
    expect(keys.of("find")).toEqual(["Ctrl+K"]);
  });

  it("offers_none_that_moves_about_and_could_choose_every_key_it_shipped_with", () => {
    expect(all.filter(settled).map(({ id }) => id)).toEqual(["leave", "rows", "open", "peek", "columns", "cards"]);
    for (const { id, keys: shipped } of all) for (const key of shipped) expect([id, key, choose(id as never, key)]).toEqual([id, key, { taken: true }]);
    resetAll();
  });

  it("writes_a_press_as_the_table_does", () => {
    const event = (init: KeyboardEventInit) => new KeyboardEvent("keydown", init);
    for (const { keys: shipped } of all) {
      for (const key of shipped.filter((one) => !one.includes("…"))) {
        const chord = parse(key);
        expect(written(event({ ...press(chord), ctrlKey: chord.control, altKey: chord.alt, shiftKey: chord.shift }))).toBe(key);
      }
    }
    expect(written(event({ key: "Control", ctrlKey: true }))).toBeUndefined();
    expect(written(event({ key: "AltGraph" }))).toBeUndefined();
    expect(reserved("F13")).toBe("unknown");
    expect(reserved("Shift+F7")).toBeUndefined();
    expect(reset("waiting")).toEqual({ taken: true });
  });
});

describe("the palette", () => {
  it("finds_what_can_be_done_by_a_piece_of_its_name_and_does_it", async () => {
    const { user } = await at("search");
    await user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    const input = await screen.findByRole("combobox", { name: "Part of its name" });
    expect(input).toHaveFocus();
    await user.type(input, "list wait");
    expect(screen.getByRole("option", { name: "Waiting list", selected: true })).toBeVisible();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Waiting list" })).toBeVisible();
  });

  it("leads_to_the_lab", async () => {
    const { user } = await at("search");
    await user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Part of its name" }), "match quality{Enter}");
    await waitFor(() => expect(document.documentElement.dataset["view"]).toBe("lab"));
  });

  it("gives_the_key_to_what_had_the_focus_before", async () => {
    const { user, requests } = await at("waiting", "card");
    await user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Part of its name" }), "still standing{Enter}");
    await waitFor(() => expect(requests("outbox_act")).toEqual([{ op_id: "o1", act: { do: "here", here: true } }]));
  });

  it("offers_nothing_of_another_screen", async () => {
    const { user } = await at("search");
    await user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    const list = within(await screen.findByRole("dialog")).getByRole("listbox");
    expect(within(list).queryByRole("option", { name: "A different person" })).toBeNull();
    expect(within(list).getByRole("option", { name: "New customer from what was typed" })).toBeVisible();
  });
});

describe("the size", () => {
  it("grows_and_shrinks_by_key_and_is_kept_at_this_desk", async () => {
    const { user } = await at("search");
    const size = () => document.documentElement.style.fontSize;
    await user.keyboard("{Control>}+{/Control}");
    expect(size()).toBe("110%");
    expect(localStorage.getItem("showroom.zoom")).toBe("1.1");
    await user.keyboard("{Control>}--{/Control}");
    expect(size()).toBe("90%");
    await user.keyboard("{Control>}0{/Control}");
    expect(size()).toBe("");
  });
});
