/** What somebody agrees to or refuses at the desk: beside the statement, and nothing where nobody was asked. */
import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { customer, decision } from "../../tests/fixtures";
import { openDesk, submission } from "../../tests/window";
import { language } from "../lib/i18n/locale.svelte";

type Desk = Awaited<ReturnType<typeof openDesk>>;

const statement = () => ({ version: "2026-11" });

async function typed(answers: Parameters<typeof openDesk>[0]) {
  const desk = await openDesk({
    statement,
    create: () => ({ outcome: "candidates", decision: decision([]) }),
    ...answers,
  });
  await desk.user.type(await screen.findByRole("combobox", { name: "Search customers" }), "Maria Sousa");
  await screen.findAllByRole("option");
  await desk.user.keyboard("{Control>}{Enter}{/Control}");
  await desk.user.type(await screen.findByRole("textbox", { name: "Phone" }), "0911");
  await desk.user.type(screen.getByRole("textbox", { name: "E-mail" }), "maria@sousa.example");
  return desk;
}

const part = () => document.querySelector("details[data-consent]") as HTMLDetailsElement;
const open = ({ user }: Desk) => user.click(within(part()).getByText("Consent"));
const choose = async ({ user }: Desk, way: string, choice: string) =>
  user.click(within(within(part()).getByRole("group", { name: way })).getByRole("radio", { name: choice }));

async function saved({ user, requests }: Desk) {
  await user.keyboard("{Control>}s{/Control}");
  await waitFor(() => expect(requests("create")).toHaveLength(1));
  return requests("create")[0];
}

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("consent of somebody new", () => {
  it("is_not_asked_unless_somebody_opens_it_and_writes_nothing", async () => {
    const desk = await typed({});
    expect(part().open).toBe(false);
    expect(part()).toHaveTextContent("Not asked");
    const request = await saved(desk);
    expect(request).not.toHaveProperty("statement");
    expect(JSON.stringify(request?.record)).not.toContain("consent");
    expect(desk.requests("statement")).toEqual([]);
  });

  it("is_said_for_each_way_beside_the_statement_which_goes_along", async () => {
    const desk = await typed({});
    await open(desk);
    expect(await within(part()).findByText(/kept by this dealer to serve you.*Version 2026-11/)).toBeVisible();
    await choose(desk, "E-mail", "Denied");
    await choose(desk, "Text message", "Agreed");
    await choose(desk, "Text message", "Not asked");
    expect(part()).toHaveTextContent("E-mail: Denied");
    const request = await saved(desk);
    expect(request?.statement).toEqual({ version: "2026-11", language: "en" });
    const [phone, email] = request?.record.channels ?? [];
    expect(phone).not.toHaveProperty("consent");
    expect(email?.consent).toEqual({ email: "DENIED" });
    await waitFor(() => expect(desk.requests("draft_save").at(-1)?.value).toMatchObject({ statement: { version: "2026-11" } }));
  });

  it("is_in_the_dealers_own_words_and_names_their_language", async () => {
    const desk = await typed({ statement: () => ({ version: "QA-7", own: { words: { nl: "Wij bewaren wat u invoert." }, otherwise: "nl" } }) });
    await open(desk);
    const words = await within(part()).findByText("Wij bewaren wat u invoert.");
    expect(words).toHaveAttribute("lang", "nl");
    expect(part()).toHaveTextContent(/It is shown in Dutch\..*Version QA-7/);
  });

  it("goes_along_with_the_statement_where_a_card_of_the_kiosk_is_corrected", async () => {
    const desk = await openDesk({
      statement,
      submissions: () => ({ submissions: [{ ...submission, record: { ...submission.record, channels: [{ kind: "phone", value: "911 000 111", consent: { text: "AGREED" } }] } }] }),
      create: () => ({ outcome: "candidates", decision: decision([]) }),
    });
    await desk.user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    await desk.user.click(await screen.findByRole("button", { name: "Check" }));
    await screen.findByRole("textbox", { name: "Family name" });
    await open(desk);
    await within(part()).findByText(/Version 2026-11/);
    await choose(desk, "Text message", "Denied");
    expect(await saved(desk)).toMatchObject({ submission: submission.id, statement: { version: "2026-11", language: "en" } });
  });

  it("is_kept_without_a_statement_that_cannot_be_shown", async () => {
    const desk = await typed({
      statement: () => {
        throw { code: "internal", message: "", fields: [] };
      },
    });
    await open(desk);
    expect(await within(part()).findByText(/cannot be shown now/)).toBeVisible();
    await choose(desk, "Call", "Denied");
    const request = await saved(desk);
    expect(request).not.toHaveProperty("statement");
    expect(request?.record.channels?.[0]?.consent).toEqual({ call: "DENIED" });
  });
});

describe("consent of a known customer", () => {
  it("stands_beside_the_statement_which_goes_along_with_the_save", async () => {
    const desk = await openDesk({ statement, save_section: () => ({ op_id: "o1", customer: customer() }) });
    await desk.user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
    await screen.findAllByRole("option");
    await desk.user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(document.querySelector('[data-edit="communication"]')).not.toBeNull());
    await desk.user.click(document.querySelector('[data-edit="communication"]') as HTMLElement);
    await waitFor(() => expect(part()).toHaveTextContent("Call: Agreed"));
    await open(desk);
    await within(part()).findByText(/kept by this dealer/);
    await choose(desk, "Call", "Denied");
    await desk.user.click(document.querySelector('[data-section="communication"] [data-save]') as HTMLElement);
    await waitFor(() => expect(desk.requests("save_section")).toHaveLength(1));
    expect(desk.requests("save_section")[0]).toMatchObject({ section: "communication", statement: { version: "2026-11", language: "en" } });
    expect(JSON.stringify(desk.requests("save_section")[0]?.value)).toContain('"call":"DENIED"');
  });

  it("is_said_beside_the_statement_also_where_the_form_began_anew_while_it_stood_there", async () => {
    const desk = await openDesk({ statement, save_section: () => ({ op_id: "o1", customer: customer() }) });
    const { channels } = customer().record;
    const left = [{ ...channels?.[0], value: "+351 9" }, ...(channels ?? []).slice(1)];
    desk.kept.set("edit:l1:communication", { key: "edit:l1:communication", value: { draft: "d1", record: { channels: left } } });
    await desk.user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
    await screen.findAllByRole("option");
    await desk.user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(document.querySelector('[data-edit="communication"]')).not.toBeNull());
    await desk.user.click(document.querySelector('[data-edit="communication"]') as HTMLElement);
    const anew = await screen.findByRole("button", { name: "Start from the record" });
    await open(desk);
    await within(part()).findByText(/kept by this dealer/);
    await desk.user.click(anew);
    await within(part()).findByText(/kept by this dealer/);
    await choose(desk, "Call", "Denied");
    await desk.user.click(document.querySelector('[data-section="communication"] [data-save]') as HTMLElement);
    await waitFor(() => expect(desk.requests("save_section")).toHaveLength(1));
    expect(desk.requests("save_section")[0]).toMatchObject({ statement: { version: "2026-11", language: "en" } });
  });
});
