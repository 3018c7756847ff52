import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import HealthUnderTest from "../../tests/HealthUnderTest.svelte";
import SetupUnderTest from "../../tests/SetupUnderTest.svelte";
import type { BootView, CheckLineView, HealthView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { regionOf, Setup } from "./setup.svelte";

const refused: CheckLineView[] = [
  { step: "tcp", ok: true, tried: true, detail: "", took_ms: 4 },
  { step: "sign_in", ok: false, tried: true, code: "credentials_refused", owner: "you", detail: "the network refuses the credentials", took_ms: 7 },
  { step: "search", ok: false, tried: false, detail: "", took_ms: 0 },
];

function wizard(lines: CheckLineView[] = refused, values: Record<string, string> = {}) {
  const fake = core({ setup: () => ({ values, configured: {} }), setup_check: () => ({ ok: lines.every(({ ok }) => ok), lines, fields: [] }) });
  render(SetupUnderTest, { call: fake.call });
  return { ...fake, user: userEvent.setup() };
}

beforeEach(() => {
  language.show("en");
  return () => vi.unstubAllGlobals();
});

describe("the wizard", () => {
  it("takes_the_country_from_the_region_of_the_system", () => {
    expect(regionOf(["de-DE", "en-GB"])).toBe("DE");
    expect(regionOf(["C", "pt_PT.UTF-8", "de-AT"])).toBe("AT");
    expect(regionOf(["en", "de"])).toBe("");
    expect(regionOf(["en-AQ"])).toBe("");
  });

  it("offers_the_country_of_the_system_and_that_of_the_profile", async () => {
    vi.stubGlobal("navigator", { ...navigator, languages: ["de-DE"] });
    const { user, requests } = wizard();
    const country = screen.getByRole("combobox", { name: "Country of this dealer" });
    expect(country).toHaveValue("DE");
    await user.selectOptions(country, "As the profile of the DMS says");
    await user.click(screen.getByRole("button", { name: "Check the connection" }));
    expect(requests("setup_check")[0]).toMatchObject({ country: "" });
  });

  it("leads_to_the_first_line_that_failed_and_words_it_in_the_language_of_the_window", async () => {
    language.show("de");
    const { user } = wizard();
    await user.click(screen.getByRole("button", { name: "Verbindung prüfen" }));
    const lines = within(await screen.findByRole("complementary", { name: "Was die Prüfung ergab" }));
    const [reached, signedIn] = lines.getAllByRole("listitem");
    expect(reached).toHaveTextContent(/^Antwortet dort etwas\? ja/);
    expect(signedIn).toHaveTextContent(/^Werden die Zugangsdaten angenommen\? nein.*„Anmeldung“ eingegeben/);
    expect(signedIn).toHaveFocus();
    expect(lines.getByText("the network refuses the credentials")).toHaveAttribute("lang", "en");
  });

  it("says_who_issued_the_certificate_and_whether_it_is_pinned", async () => {
    const tls = { step: "tls", tried: true, detail: "", took_ms: 9 };
    const accepted: CheckLineView = { ...tls, ok: true, certificate: { issuer: "Dealer\u202e Root", pins: "met" } };
    const shown = async (line: CheckLineView) => {
      const { user } = wizard([line]);
      await user.click(screen.getByRole("button", { name: "Check the connection" }));
      return within(await screen.findByRole("list", { name: "" })).getByRole("listitem");
    };
    expect(await shown(accepted)).toHaveTextContent(/Issued by Dealer[^\u202e]+Root · Pinned by your IT/);
    cleanup();
    const missed: CheckLineView = { ...tls, ok: false, code: "certificate_not_pinned", owner: "network", certificate: { issuer: "Other", pins: "missed" } };
    const line = await shown(missed);
    expect(line).toHaveTextContent(/Issued by Other · Not pinned by your IT/);
    expect(line).toHaveTextContent(/not one your IT has pinned: nothing was asked/);
  });

  it("calls_nothing_good_that_was_left_to_the_proxy_or_to_the_profile", async () => {
    language.show("de");
    const left = { ok: true, tried: false, detail: "in English", took_ms: 0 };
    const { user } = wizard([
      { ...left, step: "name", left_to: "proxy" },
      { ...left, step: "write", left_to: "profile", sections: { can: ["names", "addresses"], cannot: ["vehicles"] } },
    ]);
    await user.click(screen.getByRole("button", { name: "Verbindung prüfen" }));
    const lines = within(await screen.findByRole("complementary", { name: "Was die Prüfung ergab" }));
    const [name, write] = lines.getAllByRole("listitem");
    expect(name).toHaveTextContent(/^Ist die Adresse bekannt\? dem Proxy überlassen$/);
    expect(write).toHaveTextContent(/nicht versucht Laut Profil des DMS: Namen, Anschriften · nicht: Fahrzeuge$/);
  });

  it("names_a_setting_that_the_form_has_no_field_for", async () => {
    const fields = [{ field: "trust.ca_file", code: "setting", message: "dealer-ca.pem cannot be read", params: {} }];
    const fake = core({ setup: () => ({ values: {}, configured: {} }), setup_check: () => ({ ok: false, lines: [], fields }) });
    render(SetupUnderTest, { call: fake.call });
    await userEvent.setup().click(screen.getByRole("button", { name: "Check the connection" }));
    expect(await screen.findByText(/trust\.ca_file: .*dealer-ca\.pem cannot be read/)).toBeVisible();
  });

  it("copies_every_line_for_whose_job_it_is", async () => {
    const { user } = wizard();
    await user.click(screen.getByRole("button", { name: "Check the connection" }));
    await user.click(await screen.findByRole("button", { name: "Copy for whoever has to look" }));
    const [reached, signedIn, searched] = (await navigator.clipboard.readText()).split("\n");
    expect(reached).toMatch(/: yes · 4/);
    expect(signedIn).toMatch(/: no · 7.*the network refuses the credentials$/);
    expect(searched).not.toContain("yes");
  });

  it("stays_at_the_button_where_all_passed", async () => {
    const { user } = wizard(refused.slice(0, 1));
    await user.click(screen.getByRole("button", { name: "Check the connection" }));
    expect(await screen.findByText("All passed. You can save.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Check the connection" })).toHaveFocus();
  });

  it("says_nothing_of_settings_that_were_changed_while_others_were_checked", async () => {
    const answers: ((found: { ok: boolean; lines: CheckLineView[]; fields: [] }) => void)[] = [];
    const fake = core({ setup_check: () => new Promise((done) => answers.push(done)) });
    const setup = new Setup(fake.call);
    const before = setup.check();
    setup.set("secret", "typed since");
    answers[0]?.({ ok: true, lines: refused, fields: [] });
    await before;
    expect([setup.passed, setup.lines, setup.busy, setup.replaces]).toEqual([undefined, [], undefined, false]);
    const again = setup.check();
    answers[1]?.({ ok: true, lines: refused, fields: [] });
    await again;
    expect([setup.passed, setup.lines]).toEqual([true, refused]);
  });

  it("refuses_nothing_of_settings_that_were_changed_meanwhile", async () => {
    let refuse: (why: unknown) => void = () => undefined;
    const fake = core({ setup_check: () => new Promise((_, no) => (refuse = no)) });
    const setup = new Setup(fake.call);
    const before = setup.check();
    setup.set("secret", "typed since");
    refuse({ code: "invalid", message: "", fields: [{ field: "secret", code: "required", message: "", params: {} }] });
    await before;
    expect([setup.passed, setup.errors, setup.problem]).toEqual([undefined, [], undefined]);
  });

  it("shows_what_the_it_has_set_and_lets_nobody_change_it", async () => {
    const set = { network: "keyloop", "keyloop.base_url": "https://it.example", "keyloop.dms": "eva", "mykaarma.base_url": "https://no.example" };
    const { user, requests } = wizard(refused, set);
    const address = screen.getByRole("textbox", { name: "Address" });
    await vi.waitFor(() => expect(address).toHaveValue("https://it.example"));
    expect(address).toHaveAttribute("readonly");
    expect(address).toHaveAccessibleDescription("Set by your IT");
    await user.type(address, "x");
    expect(screen.getByRole("combobox", { name: "DMS" })).toBeDisabled();
    for (const network of screen.getAllByRole("radio")) {
      expect(network).toBeDisabled();
      expect(network).toHaveAccessibleDescription("Set by your IT");
    }
    const store = screen.getByRole("textbox", { name: "Store" });
    expect(store).not.toHaveAttribute("readonly");
    await user.type(store, "s1");
    await user.click(screen.getByRole("button", { name: "Check the connection" }));
    expect(requests("setup_check")[0]).toMatchObject({ network: "keyloop", base_url: "https://it.example", dms: "eva", store_id: "s1" });
  });

  it("holds_what_is_set_for_a_network_when_that_one_is_chosen", async () => {
    const { user } = wizard(refused, { "mykaarma.base_url": "https://kaarma.example" });
    await user.click(screen.getByRole("radio", { name: /myKaarma/ }));
    const address = screen.getByRole("textbox", { name: "Address" });
    await vi.waitFor(() => expect(address).toHaveValue("https://kaarma.example"));
    expect(address).toHaveAttribute("readonly");
    await user.click(screen.getByRole("radio", { name: /Keyloop/ }));
    const again = screen.getByRole("textbox", { name: "Address" });
    expect(again).toHaveValue("https://api.eu.keyloop.io");
    expect(again).not.toHaveAttribute("readonly");
  });
});

describe("the connection of a desk that has one", () => {
  const configured = {
    network: "keyloop", country: "PT", "keyloop.base_url": "https://api.example", "keyloop.path": "{enterprise}/{store}/v3",
    "keyloop.enterprise_id": "ent", "keyloop.store_id": "st", "keyloop.api_version": "v3", "keyloop.dms": "eva",
    "connection.proxy": "http://proxy.example:3128/",
  };
  const health: HealthView = {
    healthy: true, version: "1", store: "open", key_store: "os", mine_bytes: 1, theirs_bytes: 1, index_disk_bytes: 1, index_memory_bytes: 1, encrypted: true, failures: {}, writes_failed: {}, problems: [],
    status: { connection: "online", waiting: 0, held: 0, sending: 0, checking: 0, needs_person: 0, submissions: 0, customers: 3 },
    policy: { use_from: 4, ask_from: -2, shipped_use_from: 4, shipped_ask_from: -2, use_limits: [2, 13], ask_limits: [-6, 2] },
  };
  const boot: BootView = { phase: "ready", version: "1", country: "PT", warnings: [], status: health.status, practice: false };

  async function connection(ok = true) {
    const fake = core({
      health: () => health,
      setup: () => ({ values: {}, configured }),
      setup_check: () => ({ ok, lines: refused.map((line) => ({ ...line, ok, tried: true })), fields: [] }),
      setup_save: () => boot,
    });
    render(HealthUnderTest, { call: fake.call });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Connection" }));
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Store" })).toHaveValue("st"));
    return { ...fake, user, keep: () => screen.getByRole("button", { name: "Keep this connection" }) };
  }

  it("is_filled_with_what_is_configured_and_kept_only_as_it_was_proved", async () => {
    const { user, requests, keep } = await connection();
    expect(screen.getByLabelText("Client secret")).toHaveValue("");
    expect(keep()).toBeDisabled();
    await user.type(screen.getByLabelText("Client id"), "new-id");
    await user.type(screen.getByLabelText("Client secret"), "new-secret");
    await user.keyboard("{Enter}");
    expect(requests("setup_save")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Check the connection" }));
    await waitFor(() => expect(keep()).toBeEnabled());
    // What is changed after the check was not checked.
    await user.type(screen.getByLabelText("Client secret"), "2");
    expect(keep()).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Check the connection" }));
    await waitFor(() => expect(keep()).toBeEnabled());
    await user.click(keep());
    expect(await screen.findByRole("button", { name: "Connection" })).toBeVisible();
    expect(requests("setup_save")).toEqual([expect.objectContaining({ network: "keyloop", store_id: "st", api_version: "v3", dms: "eva", proxy: "http://proxy.example:3128/", identity: "new-id", secret: "new-secret2" })]);
  });

  it("is_kept_unproven_only_where_somebody_says_so", async () => {
    const { user, requests, keep } = await connection(false);
    await user.click(screen.getByRole("button", { name: "Check the connection" }));
    await screen.findAllByRole("listitem");
    expect(keep()).toBeDisabled();
    await user.click(screen.getByRole("checkbox", { name: /^Keep it without the check/ }));
    await user.click(keep());
    await waitFor(() => expect(requests("setup_save")).toHaveLength(1));
  });
});
