import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import type { PeopleView, PersonView, SeatView, StatusView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { RecordForm } from "../lib/record/form.svelte";
import { failure } from "../lib/words";
import { Curtain } from "./curtain.svelte";
import DeskFront from "../views/DeskFront.svelte";
import { Front } from "./front.svelte";
import LockPage from "./LockPage.svelte";
import PeopleDialog from "./PeopleDialog.svelte";
import { Unlock } from "./unlock.svelte";

const ana: PersonView = { id: "1", name: "Ana", role: "admin" };
const ben: PersonView = { id: "2", name: "Ben", role: "sales" };
const roles = [
  { role: "sales", rights: ["customers", "run_kiosk"] },
  { role: "admin", rights: ["customers", "run_kiosk", "manage_people"] },
];
const everybody: PeopleView = { people: [ana, ben], roles, kiosk_shut: false };
const seat = (person?: PersonView): SeatView => ({ ...(person ? { person } : {}), rights: [], lock_after_minutes: 3 });
const status = (more: Partial<StatusView> = {}): StatusView => ({
  connection: "online",
  waiting: 0,
  held: 0,
  sending: 0,
  checking: 0,
  needs_person: 0,
  submissions: 0,
  customers: 0,
  ...more,
});

beforeEach(() => language.show("en"));
afterEach(() => vi.useRealTimers());

describe("the door of a locked desk", () => {
  const locked = (answers: Parameters<typeof core>[0] = {}) => {
    const fake = core({ status: () => status({ seat: seat() }), people: () => everybody, ...answers });
    const reload = vi.fn();
    render(DeskFront, { asks: fake.call, reload });
    return { fake, reload, user: userEvent.setup() };
  };

  it("shows who there is and nothing of the desk, and lets somebody in by PIN", async () => {
    const { fake, reload, user } = locked({
      people_unlock: ({ pin }) => ({ open: pin === "719263", locked: false }),
    });
    await user.click(await screen.findByRole("radio", { name: /Ben/ }));
    expect(fake.requests("boot")).toEqual([]);
    await user.type(screen.getByLabelText("PIN"), "111111{Enter}");
    expect(await screen.findByText("That is not the PIN.")).toBeVisible();
    expect(screen.getByLabelText("PIN")).toHaveValue("");
    expect(reload).not.toHaveBeenCalled();
    await user.type(screen.getByLabelText("PIN"), "719263{Enter}");
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
    expect(fake.requests("people_unlock").map(({ id }) => id)).toEqual(["2", "2"]);
  });

  it("says how long to wait, and that a PIN has to be set anew", async () => {
    let answer: { open: boolean; wait_s?: number; locked: boolean } = { open: false, wait_s: 30, locked: false };
    const { user } = locked({ people_unlock: () => answer });
    await screen.findByRole("radio", { name: /Ana/ });
    await user.type(screen.getByLabelText("PIN"), "111111{Enter}");
    expect(await screen.findByText(/wait 30 seconds/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Unlock" })).toBeDisabled();
    await user.click(screen.getByRole("radio", { name: /Ben/ }));
    answer = { open: false, locked: true };
    await user.type(screen.getByLabelText("PIN"), "111111{Enter}");
    expect(await screen.findByText(/An admin has to give you a new one/)).toBeVisible();
  });
});

it("looks_at_the_clock_only_while_a_wait_is_shown_and_then_once_a_second", async () => {
  vi.useFakeTimers();
  const tick = vi.spyOn(Unlock.prototype, "tick");
  const fake = core({
    status: () => status({ seat: seat() }),
    people: () => everybody,
    people_unlock: () => ({ open: false, wait_s: 5, locked: false }),
  });
  render(LockPage, { front: new Front(fake.call, vi.fn()) });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(tick).not.toHaveBeenCalled();
  await fireEvent.input(screen.getByLabelText("PIN"), { target: { value: "111111" } });
  await fireEvent.click(screen.getByRole("button", { name: "Unlock" }));
  await vi.advanceTimersByTimeAsync(0);
  expect(screen.getByText(/wait 5 seconds/)).toBeVisible();
  tick.mockClear();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(tick).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(screen.getByRole("button", { name: "Unlock" })).toBeEnabled();
  expect(tick.mock.calls.length).toBeLessThan(8);
  tick.mockRestore();
});

describe("a visitor who rings at a locked desk", () => {
  it("is_heard_there_and_nothing_else_is_told", async () => {
    const fake = core({ status: () => status({ seat: seat(), help: "2026-11-22T10:00:00Z" }), people: () => everybody });
    render(DeskFront, { asks: fake.call, reload: vi.fn() });
    expect(await screen.findByText("A visitor at the kiosk asks for help.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "I’m going" })).toBeNull();
  });
});

describe("the lock", () => {
  const front = (answers: Parameters<typeof core>[0] = {}) => {
    const fake = core({ people_lock: () => ({}), ...answers });
    const reload = vi.fn();
    return { fake, reload, front: new Front(fake.call, reload) };
  };

  it("throws the page away when the desk is locked, here or elsewhere, and when somebody else stands here", async () => {
    const { fake, reload, front: one } = front();
    one.heard(status({ seat: seat(ana) }));
    expect(one.locked).toBe(false);
    await one.lock();
    expect(fake.requests("people_lock")).toHaveLength(1);
    expect(reload).toHaveBeenCalledOnce();
    one.heard(status({ seat: seat(ben) }));
    expect(reload).toHaveBeenCalledTimes(2);
    one.heard(status({ seat: seat() }));
    expect(reload).toHaveBeenCalledTimes(3);
    expect(one.locked).toBe(true);
  });

  const typing = (fake: ReturnType<typeof core>) => {
    const form = new RecordForm(fake.call, { names: {} }, () => "edit:l1:names");
    form.set("names.familyName", "Souza");
    return form;
  };

  it("keeps what was typed a moment ago before it locks", async () => {
    let kept: () => void = () => undefined;
    const { fake, reload, front: one } = front({ draft_save: () => new Promise((done) => (kept = () => done({}))) });
    one.heard(status({ seat: seat(ana) }));
    typing(fake);
    const locking = one.lock();
    await Promise.resolve();
    expect(fake.asked.map(({ command }) => command)).toEqual(["draft_save"]);
    kept();
    await locking;
    expect(fake.asked.map(({ command }) => command)).toEqual(["draft_save", "people_lock"]);
    expect(reload).toHaveBeenCalledOnce();
  });

  it("waits for a draft that is being written, and for none that was", async () => {
    vi.useFakeTimers();
    let kept: () => void = () => undefined;
    const { fake, front: one } = front({ draft_save: () => new Promise((done) => (kept = () => done({}))) });
    one.heard(status({ seat: seat(ana) }));
    typing(fake);
    await vi.advanceTimersByTimeAsync(300);
    const locking = one.lock();
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.requests("people_lock")).toHaveLength(0);
    kept();
    await vi.advanceTimersByTimeAsync(0);
    kept();
    await locking;
    const { fake: other, front: two } = front();
    two.heard(status({ seat: seat(ana) }));
    await two.lock();
    expect(fake.requests("people_lock")).toHaveLength(1);
    expect(other.asked.map(({ command }) => command)).toEqual(["people_lock"]);
  });

  it("leaves no desk open because a draft cannot be written", async () => {
    vi.useFakeTimers();
    const { fake, reload, front: one } = front({ draft_save: () => new Promise(() => undefined) });
    one.heard(status({ seat: seat(ana) }));
    typing(fake);
    void one.lock();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fake.requests("people_lock")).toHaveLength(1);
    expect(reload).toHaveBeenCalledOnce();
  });

  it("begins no desk in the page of the door, whichever is heard first: that somebody was let in, or the answer", () => {
    const { reload, front: door } = front();
    door.heard(status({ seat: seat() }));
    door.heard(status({ seat: seat(ben) }));
    expect(reload).toHaveBeenCalledOnce();
    expect(door.locked).toBe(true);
  });

  it("locks nothing where no people are set up", async () => {
    const { fake, reload, front: one } = front();
    one.heard(status());
    expect(await one.lock()).toBe(false);
    expect(fake.asked).toEqual([]);
    expect(reload).not.toHaveBeenCalled();
  });

  it("locks by itself when nobody has touched the desk for so long", async () => {
    vi.useFakeTimers();
    const { fake, front: one } = front();
    one.heard(status({ seat: seat(ana) }));
    const stop = one.watch();
    await vi.advanceTimersByTimeAsync(170_000);
    one.touched();
    await vi.advanceTimersByTimeAsync(170_000);
    expect(fake.requests("people_lock")).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(fake.requests("people_lock")).toHaveLength(1);
    stop();
  });
});

describe("the language of the window", () => {
  it("is that of whoever sits down, before they see their desk, and of the window again behind the door", async () => {
    let answer = status({ seat: seat({ ...ben, language: "de" }) });
    const fake = core({ status: () => answer, people: () => everybody });
    const reload = vi.fn();
    const front = new Front(fake.call, reload);
    await front.start();
    expect(language.current).toBe("de");
    // Chosen for this time: hearing the same again does not undo it.
    await language.show("nl");
    front.heard(answer);
    expect(language.current).toBe("nl");
    front.heard(status({ seat: seat({ ...ben, language: "fi" }) }));
    await waitFor(() => expect(language.current).toBe("fi"));
    answer = status({ seat: seat() });
    front.heard(answer);
    // The page goes, and the next one starts in the window's own.
    expect(reload).toHaveBeenCalledOnce();
  });

  it("stays where nobody has one of their own, or one this program does not speak", async () => {
    for (const language_ of [undefined, "xx", "pt"]) {
      const person = { ...ben, ...(language_ ? { language: language_ } : {}) };
      await new Front(core({ status: () => status({ seat: seat(person) }) }).call, vi.fn()).start();
      expect(language.current).toBe("en");
    }
  });

  it("is chosen with a person", async () => {
    const user = userEvent.setup();
    const fake = core({ people: () => ({ ...everybody, people: [{ ...ben, language: "sv" }] }), people_save: () => everybody });
    render(PeopleDialog, { call: fake.call, onclose: vi.fn() });
    await user.click(await screen.findByText("Change"));
    const choice = screen.getByLabelText("Language of the window while they stand here");
    expect(choice).toHaveValue("sv");
    await user.selectOptions(choice, "Suomi");
    await user.click(screen.getByText("Save"));
    expect(fake.requests("people_save")).toEqual([{ id: "2", name: "Ben", role: "sales", language: "fi" }]);
  });
});

describe("the curtain", () => {
  it("is drawn by a press, shows what is behind it while held, and opens at a short press", () => {
    const curtain = new Curtain();
    curtain.down(0);
    curtain.up(80);
    expect(curtain.shut).toBe(true);
    curtain.down(1_000);
    curtain.down(1_030);
    expect(curtain.shut).toBe(false);
    curtain.up(2_000);
    expect(curtain.shut).toBe(true);
    curtain.down(3_000);
    curtain.lost();
    expect(curtain.shut).toBe(true);
    curtain.down(4_000);
    curtain.up(4_100);
    expect(curtain.drawn).toBe(false);
  });
});

describe("the people", () => {
  it("are added with a role and a PIN, and what is refused is said at its field", async () => {
    const user = userEvent.setup();
    let refuse = true;
    const fake = core({
      people: () => ({ ...everybody, people: [] }),
      people_save: () => {
        if (!refuse) return everybody;
        throw { code: "invalid", message: "", fields: [{ field: "pin", code: "pin_trivial", message: "", params: {} }] };
      },
    });
    render(PeopleDialog, { call: fake.call, onclose: vi.fn() });
    expect(await screen.findByText(/The first person you add is an admin/)).toBeInTheDocument();
    await user.click(screen.getByText("Add somebody"));
    await user.type(screen.getByLabelText("Name"), "Ana");
    await user.type(screen.getByLabelText("PIN"), "123456");
    await user.click(screen.getByText("Save"));
    expect(await screen.findByText(/among the first that are guessed/)).toBeInTheDocument();
    refuse = false;
    await user.type(screen.getByLabelText("PIN"), "483920");
    await user.click(screen.getByText("Save"));
    expect(await screen.findByText("Ben")).toBeInTheDocument();
    expect(fake.requests("people_save").at(-1)).toEqual({ name: "Ana", role: "admin", pin: "483920", language: "" });
  });
});

it("a denied act says which right is missing", () => {
  const denied = { code: "right_missing" as const, message: "", fields: [{ field: "right", code: "erase", message: "", params: {} }] };
  expect(failure(denied)).toContain("forget a person");
  language.show("de");
  expect(failure(denied)).toContain("eine Person vergessen");
});
