import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Call } from "../lib/api/client";
import type {
  NetworkRowsView,
  Reading,
  RowView,
  SearchRequest,
  SearchView,
} from "../lib/api/generated/types";
import { newCustomer, Search } from "./search.svelte";

const row = (local_id: string, more: Partial<RowView> = {}): RowView => ({
  local_id,
  kind: "person",
  name: local_id,
  why: [],
  chip: { state: "copy" },
  ...more,
});

/** A core whose answers arrive when the test says so. */
function core() {
  const asked: { command: string; request: SearchRequest; answer: (value: unknown) => void; fail: (error: unknown) => void }[] = [];
  const call = ((command: string, request: SearchRequest) =>
    new Promise((answer, fail) => asked.push({ command, request, answer, fail }))) as unknown as Call;
  const last = (command: string) => {
    const found = asked.filter((one) => one.command === command).at(-1);
    if (!found) throw new Error(`${command} was not asked`);
    return found;
  };
  return { asked, call, last };
}

const local = (request: SearchRequest, rows: RowView[], readings: Reading[] = []): SearchView => ({
  generation: request.generation,
  readings,
  customers: 18_240,
  took_us: 900,
  rows,
  more: false,
  pending: 0,
});

const network = (request: SearchRequest, rows: RowView[], more: Partial<NetworkRowsView> = {}): NetworkRowsView => ({
  generation: request.generation,
  state: "answered",
  complete: true,
  took_ms: 640,
  rows,
  ...more,
});

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

async function found(text: string, rows: RowView[], readings: Reading[] = []) {
  const { call, asked, last } = core();
  const search = new Search(call);
  search.type(text);
  last("search").answer(local(last("search").request, rows, readings));
  await settle();
  return { search, asked, last };
}

describe("the search box", () => {
  it("drops_an_answer_to_letters_that_were_typed_over", async () => {
    const { call, asked, last } = core();
    const search = new Search(call);
    search.type("mar");
    const first = last("search");
    search.type("mari");
    const second = last("search");
    second.answer(local(second.request, [row("maria")]));
    await settle();
    first.answer(local(first.request, [row("marcus"), row("maria")]));
    await settle();
    expect(search.rows.map((one) => one.local_id)).toEqual(["maria"]);
    expect(asked.map((one) => one.request.generation)).toEqual([1, 2]);
  });

  it("asks_the_network_after_a_quarter_of_a_second_of_quiet_and_three_letters", async () => {
    const { call, asked } = core();
    const search = new Search(call);
    search.type("ma");
    await vi.advanceTimersByTimeAsync(400);
    search.type("mar");
    await vi.advanceTimersByTimeAsync(200);
    search.type("mari");
    await vi.advanceTimersByTimeAsync(249);
    expect(asked.filter((one) => one.command === "search_network")).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    const networked = asked.filter((one) => one.command === "search_network");
    expect(networked.map((one) => one.request.text)).toEqual(["mari"]);
  });

  it("never_moves_the_highlight_however_the_networks_rows_arrive", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 200; round += 1) {
      const mine = names.filter(() => random() < 0.4);
      const theirs = names.filter(() => random() < 0.5).sort(() => random() - 0.5);
      const { search, last } = await found("mar 4417", mine.map((name) => row(name)));
      const before = search.options;
      const steps = 1 + Math.floor(random() * before.length);
      for (let step = 0; step < steps; step += 1) search.move(1);
      const highlighted = search.active;
      const place = highlighted === undefined ? -1 : search.rows.findIndex((one) => one.local_id === highlighted);
      await vi.advanceTimersByTimeAsync(250);
      last("search_network").answer(network(last("search_network").request, theirs.map((name) => row(name))));
      await settle();
      expect(search.active).toBe(highlighted);
      if (place >= 0) expect(search.rows.findIndex((one) => one.local_id === highlighted)).toBe(place);
      const ids = search.rows.map((one) => one.local_id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(ids)).toEqual(new Set([...mine, ...theirs]));
    }
  });

  it("fuses_a_person_both_know_and_fills_in_what_only_the_network_knows", async () => {
    const { search, last } = await found("sousa", [row("maria", { name: "Maria Sousa" })]);
    await vi.advanceTimersByTimeAsync(250);
    last("search_network").answer(
      network(last("search_network").request, [row("maria", { name: "M. Sousa", town: "Porto" }), row("rui")]),
    );
    await settle();
    expect(search.localRows).toEqual([row("maria", { name: "Maria Sousa", town: "Porto" })]);
    expect(search.networkRows.map((one) => one.local_id)).toEqual(["rui"]);
    expect([...search.confirmed]).toEqual(["maria", "rui"]);
  });

  it("says_it_is_slow_after_three_seconds_and_gives_up_after_ten", async () => {
    const { search, last } = await found("sousa", [row("maria")]);
    await vi.advanceTimersByTimeAsync(250 + 799);
    expect(search.network).toMatchObject({ state: "asking", patience: "fresh" });
    await vi.advanceTimersByTimeAsync(1);
    expect(search.network.patience).toBe("bar");
    await vi.advanceTimersByTimeAsync(2_200);
    expect(search.network.patience).toBe("slow");
    await vi.advanceTimersByTimeAsync(7_000);
    expect(search.network).toMatchObject({ state: "failed", reason: "slow", rows: [] });
    last("search_network").answer(network(last("search_network").request, [row("late")]));
    await settle();
    expect(search.network).toMatchObject({ state: "answered" });
  });

  it("shows_this_desk_when_the_network_fails", async () => {
    const { search, last } = await found("sousa", [row("maria")]);
    await vi.advanceTimersByTimeAsync(250);
    last("search_network").fail({ code: "sign_in", message: "403", fields: [] });
    await settle();
    expect(search.rows.map((one) => one.local_id)).toEqual(["maria"]);
    expect(search.network).toMatchObject({ state: "failed", reason: "sign_in" });
  });

  it("selects_nobody_by_itself", async () => {
    const { search } = await found("sousa", [row("maria"), row("mario")]);
    expect(search.active).toBeUndefined();
  });

  it("opens_the_only_row_at_enter_once_the_network_has_answered", async () => {
    const { search, last } = await found("sousa", [row("maria")]);
    await vi.advanceTimersByTimeAsync(250);
    last("search_network").answer(network(last("search_network").request, [row("maria")]));
    await settle();
    expect(await search.enter()).toBe("maria");
  });

  it("opens_nobody_unseen_who_only_nearly_matches", async () => {
    const nearly = { ...row("maria"), why: [{ field: "name", how: "near", text: "sousa" }] };
    const { search, last } = await found("souza", [nearly]);
    await vi.advanceTimersByTimeAsync(250);
    last("search_network").answer(network(last("search_network").request, []));
    await settle();
    expect(await search.enter()).toBeUndefined();
    expect(search.active).toBe("maria");
  });

  it("opens_nobody_unseen_who_lacks_a_part_of_what_was_typed", async () => {
    const lacking = row("maria", { why: [{ field: "name", how: "exact", text: "sousa" }] });
    const { search, last } = await found("sousa 417", [lacking], [
      { text: "sousa", as: "name", value: "sousa" },
      { text: "417", as: "phone", value: "417" },
    ]);
    await vi.advanceTimersByTimeAsync(250);
    last("search_network").answer(network(last("search_network").request, []));
    await settle();
    expect(await search.enter()).toBeUndefined();
    expect(search.active).toBe("maria");
  });

  it("counts_each_word_of_a_company_as_a_part", async () => {
    const why = (text: string) => ({ field: "companyName", how: "exact", text }) as const;
    const lacking = row("sousa-lda", { why: [why("sousa"), why("lda")] });
    const { search, last } = await found("sousa lda 417", [lacking], [
      { text: "sousa lda", as: "company", value: "sousa lda" },
      { text: "417", as: "phone", value: "417" },
    ]);
    await vi.advanceTimersByTimeAsync(250);
    last("search_network").answer(network(last("search_network").request, []));
    await settle();
    expect(await search.enter()).toBeUndefined();
  });

  it("waits_at_enter_until_the_rows_belong_to_what_was_typed", async () => {
    const { search, last } = await found("sou", [row("souza")]);
    await vi.advanceTimersByTimeAsync(250);
    last("search_network").answer(network(last("search_network").request, []));
    await settle();
    search.type("sousa");
    const entered = search.enter();
    last("search").answer(local(last("search").request, [row("maria"), row("rui")]));
    expect(await entered).toBeUndefined();
    expect(search.active).toBe("maria");
  });

  it("keeps_what_was_typed_for_a_new_customer_where_the_copy_cannot_be_searched", async () => {
    const { call, last } = core();
    const search = new Search(call);
    search.type("Zita Lopes");
    last("search").fail({ code: "internal", message: "", fields: [] });
    await search.settled();
    expect(search.readings).toEqual([{ text: "Zita Lopes", as: "name", value: "Zita Lopes" }]);
    expect(search.failed).toBe("internal");
  });

  it("highlights_the_first_of_several_at_enter_and_opens_it_at_the_next", async () => {
    const { search } = await found("sousa", [row("maria"), row("mario")]);
    expect(await search.enter()).toBeUndefined();
    expect(search.active).toBe("maria");
    expect(await search.enter()).toBe("maria");
  });

  it("highlights_new_customer_at_enter_where_nobody_was_found", async () => {
    const { search } = await found("zz", []);
    expect(await search.enter()).toBeUndefined();
    expect(search.active).toBe(newCustomer);
  });

  it("takes_the_arrows_round_through_new_customer", async () => {
    const { search } = await found("sousa", [row("maria"), row("mario")]);
    const seen = [1, 1, 1, 1].map((step) => {
      search.move(step as 1);
      return search.active;
    });
    expect(seen).toEqual(["maria", "mario", newCustomer, "maria"]);
    search.move(-1);
    expect(search.active).toBe(newCustomer);
  });

  it("flips_a_chip_through_all_its_meanings_and_back", async () => {
    const { call, last } = core();
    const search = new Search(call);
    search.type("4417");
    const meanings = ["phone", "customer_key", "postcode"] as const;
    const answer = () => {
      const { request } = last("search");
      const as = request.flips[0]?.meaning ?? "phone";
      const others = meanings.filter((one) => one !== as);
      last("search").answer(local(request, [], [{ text: "4417", as, value: "4417", others }]));
      return settle();
    };
    await answer();
    const seen: string[] = [];
    for (let step = 0; step < 3; step += 1) {
      const told = search.next(0);
      search.flip(0);
      await answer();
      expect(search.readings[0]?.as, "as the chip said").toBe(told);
      seen.push(search.readings[0]?.as ?? "");
    }
    expect(seen).toEqual(["customer_key", "postcode", "phone"]);
  });

  it("keeps_a_flip_while_typing_on_and_forgets_it_when_the_text_changes", async () => {
    const { call, last } = core();
    const search = new Search(call);
    search.type("4417");
    last("search").answer(
      local(last("search").request, [], [{ text: "4417", as: "phone", value: "4417", others: ["postcode"] }]),
    );
    await settle();
    search.flip(0);
    search.type("4417 mar");
    expect(last("search").request.flips).toEqual([{ index: 0, meaning: "postcode" }]);
    search.type("mar");
    expect(last("search").request.flips).toEqual([]);
  });

  it("empties_everything_with_the_box", async () => {
    const { search, asked } = await found("sousa", [row("maria")]);
    search.clear();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([search.rows, search.options, search.readings]).toEqual([[], [], []]);
    expect(search.network.state).toBe("idle");
    expect(asked.filter((one) => one.command === "search_network")).toHaveLength(0);
  });
});

describe("a search that is shown again", () => {
  async function both() {
    const made = await found("sousa", [row("maria"), row("mario")]);
    await vi.advanceTimersByTimeAsync(250);
    made.last("search_network").answer(network(made.last("search_network").request, [row("maria"), row("rui")]));
    await settle();
    return made;
  }

  it("keeps_its_rows_until_it_is_answered", async () => {
    const { search, last } = await both();
    search.move(-1);
    search.move(-1);
    expect(search.active).toBe("rui");
    void search.again();
    expect(search.rows.map((one) => one.local_id)).toEqual(["maria", "mario", "rui"]);
    last("search").answer(local(last("search").request, [row("mario"), row("maria")]));
    await settle();
    expect(search.rows.map((one) => one.local_id)).toEqual(["mario", "maria", "rui"]);
    await vi.advanceTimersByTimeAsync(250);
    expect(search.network.state).toBe("answered");
    last("search_network").answer(network(last("search_network").request, [row("rui", { name: "Rui Sousa" })]));
    await settle();
    expect(search.networkRows).toEqual([row("rui", { name: "Rui Sousa" })]);
    expect(search.active).toBe("rui");
  });

  it("keeps_nobody_who_has_left_this_desk_for_the_networks", async () => {
    const { search, last } = await both();
    search.move(1);
    void search.again();
    last("search").answer(local(last("search").request, [row("mario")]));
    await settle();
    expect(search.rows.map((one) => one.local_id)).toEqual(["mario", "rui"]);
    expect(search.active).toBeUndefined();
  });

  it("says_that_the_network_is_asked_where_it_had_said_nothing", async () => {
    const { search, last } = await found("sousa", [row("maria")]);
    await vi.advanceTimersByTimeAsync(250);
    last("search_network").fail({ code: "sign_in", message: "403", fields: [] });
    await settle();
    void search.again();
    expect(search.network.state).toBe("asking");
  });

  it("asks_nothing_with_an_empty_box", async () => {
    const { call, asked } = core();
    await new Search(call).again();
    expect(asked).toEqual([]);
  });
});
