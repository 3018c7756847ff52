import { describe, expect, it } from "vitest";
import type { CustomerRecord, Reading } from "../api/generated/types";
import { join, order, show, split } from "./birth-date";
import { change, filled } from "./changes";
import { fields } from "./compare-fields";
import { plain, read, same, write, type JsonObject } from "./path";
import { prefill, scraps } from "./prefill";
import { part } from "./sections";
import { addressLines, houseFirst, initials, personName, phoneText, postcodeLast } from "./show";
import { summary } from "./summary";

const reading = (as: Reading["as"], text: string, value = text): Reading => ({ as, text, value });
const particle = (text: string): Reading => ({ ...reading("name", text), particle: true });

describe("what was typed, in the fields of a new customer", () => {
  const table: [string, Reading[], Partial<CustomerRecord>][] = [
    ["two words", [reading("name", "Maria"), reading("name", "Sousa")], { names: { givenName: "Maria", familyName: "Sousa" } }],
    ["one word is the family name", [reading("name", "sousa")], { names: { familyName: "sousa" } }],
    ["a comma turns the order", [{ ...reading("name", "Sousa"), comma: true }, reading("name", "Maria")], { names: { familyName: "Sousa", givenName: "Maria" } }],
    ["a comma behind all of it turns nothing", [reading("name", "Maria"), { ...reading("name", "Sousa"), comma: true }, reading("town", "Leeds")], { names: { givenName: "Maria", familyName: "Sousa" }, addresses: [{ city: "Leeds" }] }],
    ["particles belong to the family name", [reading("name", "Jan"), particle("van"), particle("der"), reading("name", "Berg")], { names: { givenName: "Jan", familyName: "van der Berg" } }],
    ["particles before a comma", [particle("van"), particle("der"), { ...reading("name", "Berg"), comma: true }, reading("name", "Jan")], { names: { familyName: "van der Berg", givenName: "Jan" } }],
    ["a family name that begins with particles", [particle("de"), reading("name", "Boer")], { names: { familyName: "de Boer" } }],
    ["a name in one reading", [reading("name", "Ana Rita Pires")], { names: { givenName: "Ana Rita", familyName: "Pires" } }],
    ["a whole number", [reading("phone", "912 345 678")], { channels: [{ kind: "phone", value: "912 345 678" }] }],
    ["the end of a number is nothing to ring", [reading("phone", "4417")], {}],
    ["an address", [reading("email", "m@s.example")], { channels: [{ kind: "email", value: "m@s.example" }] }],
    ["plate and VIN are one car", [reading("plate", "ab12 cde"), reading("vin_end", "6W650709")], { vehicles: [{ licensePlate: "AB12 CDE", vin: "6W650709" }] }],
    ["a postcode", [reading("postcode", "ls1 4ap")], { addresses: [{ postalCode: "LS1 4AP" }] }],
    ["a birth date as it was understood", [reading("birth_date", "31.1.80", "1980-01-31")], { identity: { birthDate: "1980-01-31" } }],
    ["a company", [reading("company", "Sousa Lda")], { kind: "company", company: { name: "Sousa Lda" } }],
    ["somebody of a company in a town", [reading("name", "Maria"), reading("company", "Sousa Lda"), reading("town", "Leeds")], { kind: "company", names: { familyName: "Maria" }, company: { name: "Sousa Lda" }, addresses: [{ city: "Leeds" }] }],
    ["a DMS key is given by the DMS", [reading("customer_key", "DOM123")], {}],
  ];
  it.each(table)("%s", (_, readings, expected) => {
    expect(prefill(readings)).toEqual({ kind: "person", ...expected });
  });

  it("keeps_the_end_of_a_number_as_a_scrap", () => {
    expect(scraps([reading("phone", "4417"), reading("phone", "0912 345 678")]).phone).toBe("…4417");
  });

  it("names_the_row_after_what_was_typed", () => {
    expect(summary([reading("name", "mar"), reading("phone", "4417")], "mar 4417")).toBe("mar, …4417");
    expect(summary([], " x ")).toBe("x");
  });
});

describe("a birth date in three fields", () => {
  it.each([
    ["1980-01-31", { day: "31", month: "1", year: "1980" }],
    ["1980-01-31T00:00:00Z", { day: "31", month: "1", year: "1980" }],
    ["", { day: "", month: "", year: "" }],
    ["circa 1980", { day: "", month: "", year: "circa 1980" }],
  ])("%s is taken apart", (value, parts) => {
    expect(split(value)).toEqual(parts);
  });

  it.each([
    [{ day: "1", month: "2", year: "1980" }, "1980-02-01"],
    [{ day: " 31 ", month: "12", year: "2001" }, "2001-12-31"],
    [{ day: "", month: "", year: "" }, ""],
    [{ day: "3", month: "", year: "" }, "--3"],
    [{ day: "1", month: "1", year: "80" }, "80-1-1"],
  ])("%o is put together", (parts, value) => {
    expect(join(parts)).toBe(value);
  });

  it("stands_in_the_order_of_the_language", () => {
    expect(order("en-GB")).toEqual(["day", "month", "year"]);
    expect(order("en-US")).toEqual(["month", "day", "year"]);
    expect(order("de")).toEqual(["day", "month", "year"]);
  });

  it("is_shown_as_the_same_day_in_every_time_zone", () => {
    expect(show("1980-01-31", "en-GB")).toBe("31 Jan 1980");
    expect(show("1980-02-31", "en-GB")).toBe("1980-02-31");
    expect(show("31.13.1980", "en-GB")).toBe("31.13.1980");
  });
});

describe("what a section sends", () => {
  const record: CustomerRecord = {
    kind: "person",
    names: { title: "Ms", givenName: "Maria", familyName: "Sousa" },
    channels: [
      { kind: "phone", use: "home", line: "mobile", value: "+351912344417", consent: { call: "AGREED" } },
      { kind: "email", value: "maria@sousa.example" },
    ],
    addresses: [],
  };
  const form = (section: Parameters<typeof part>[1]) => plain(part(record, section)) as JsonObject;

  it("is_nothing_where_nothing_was_changed", () => {
    expect(change("names", form("names"), form("names"))).toEqual({});
    expect(change("communication", form("communication"), form("communication"))).toEqual(record.channels);
  });

  it("names_the_changed_members_only_and_clears_with_null", () => {
    const now = form("names");
    write(now, "names.familyName", "Souza");
    write(now, "names.title", "");
    write(now, "names.middleName", "");
    expect(change("names", now, form("names"))).toEqual({ familyName: "Souza", title: null });
  });

  it("sends_list_entries_back_with_members_nobody_here_knows", () => {
    const base = form("communication");
    write(base, "channels[0].dmsOnly", { kept: true });
    const now = plain(base);
    write(now, "channels[0].value", "+351911000111");
    expect(change("communication", now, base)).toEqual([
      {
        kind: "phone",
        use: "home",
        line: "mobile",
        value: "+351911000111",
        consent: { call: "AGREED" },
        dmsOnly: { kept: true },
      },
      { kind: "email", value: "maria@sousa.example" },
    ]);
  });

  it("leaves_out_an_entry_that_was_removed_and_one_never_filled_in", () => {
    const now = form("communication");
    write(now, "channels", [read(now, "channels[1]"), { kind: "phone", use: "home", line: "mobile", value: "" }]);
    expect(change("communication", now, form("communication"))).toEqual([
      { kind: "email", value: "maria@sousa.example" },
    ]);
  });

  it("clears_a_text_of_an_entry_and_drops_a_choice", () => {
    const base: JsonObject = { addresses: [{ kind: "physical", city: "Porto", suburb: "Sé" }] };
    const now = plain(base);
    write(now, "addresses[0].suburb", "");
    write(now, "addresses[0].kind", "");
    expect(change("addresses", now, base)).toEqual([{ city: "Porto", suburb: "" }]);
  });

  it("of_a_new_customer_is_only_what_was_filled_in", () => {
    const typed: JsonObject = {
      kind: "person",
      names: { familyName: "Sousa", givenName: " " },
      company: {},
      channels: [
        { kind: "phone", use: "home", line: "mobile", value: "912" },
        { kind: "email", use: "home", value: "" },
      ],
      vehicles: [{}],
    };
    expect(filled(typed)).toEqual({
      kind: "person",
      names: { familyName: "Sousa" },
      channels: [{ kind: "phone", use: "home", line: "mobile", value: "912" }],
    });
  });

  it("takes_empty_and_absent_for_the_same", () => {
    expect(same({ a: "", b: [{}] }, { b: [{ c: null }] })).toBe(true);
    expect(same({ a: "x" }, {})).toBe(false);
    expect(same([{ value: "1" }], [])).toBe(false);
  });
});

describe("what is shown of a record", () => {
  it("writes_an_address_as_its_country_does", () => {
    const street = { streetName: "High Street", houseNumber: "12", city: "Leeds", postalCode: "LS1 4AP" };
    expect(addressLines({ ...street, countryCode: "GB" })).toEqual(["12 High Street", "Leeds, LS1 4AP"]);
    expect(addressLines({ ...street, countryCode: "DE" })).toEqual(["High Street 12", "LS1 4AP Leeds"]);
    const lines = { line1: "48 Station Road", line2: "Flat 2", city: "Bristol", countryCode: "GB" };
    expect(addressLines(lines)).toEqual(["48 Station Road", "Flat 2", "Bristol"]);
    expect(addressLines({ poBoxName: "PO Box", poBoxNumber: "7", city: "Leeds" })).toEqual(["PO Box 7", "Leeds"]);
  });

  it.each([
    ["FR", ["Lot 7", "12 High Street", "1000 Leeds", "Yorks"]],
    ["ES", ["High Street, 12", "Lot 7", "1000 Leeds", "Yorks"]],
    ["IT", ["Lot 7", "High Street 12", "1000 Leeds Yorks"]],
    ["BR", ["High Street, 12", "Lot 7", "Leeds, Yorks", "1000"]],
    ["HU", ["Leeds", "High Street 12", "Lot 7", "1000", "Yorks"]],
    ["JP", ["1000", "Yorks Leeds", "High Street 12", "Lot 7"]],
    ["US", ["Lot 7", "12 High Street", "Leeds, Yorks 1000"]],
    ["SE", ["Lot 7", "High Street 12", "1000 Leeds", "Yorks"]],
    ["XX", ["Lot 7", "High Street 12", "1000 Leeds", "Yorks"]],
  ])("puts_the_parts_of_an_address_in_the_order_of_%s", (countryCode, lines) => {
    const parts = { streetName: "High Street", houseNumber: "12", city: "Leeds", postalCode: "1000", province: "Yorks", buildingName: "Lot 7" };
    expect(addressLines({ ...parts, countryCode })).toEqual(lines);
    // Nothing of an address is left out, whatever the country does with it.
    const all = { ...parts, suburb: "Sé", county: "Kent", poBoxNumber: "99", line1: "First", line2: "Second", countryCode };
    const shown = addressLines(all).join(" ");
    for (const part of Object.values(all).slice(0, -1)) expect(shown).toContain(part);
  });

  it("asks_for_the_parts_of_an_address_in_that_order_too", () => {
    expect(["GB", "us", "FR", "DE", "ES", ""].filter(houseFirst)).toEqual(["GB", "us", "FR"]);
    expect(["GB", "us", "FR", "DE", "BR", ""].filter(postcodeLast)).toEqual(["GB", "us", "BR"]);
  });

  it.each([
    [{ givenName: "Anna", familyName: "Nagy" }, {}, "Anna Nagy"],
    [{ givenName: "Anna", familyName: "Nagy" }, { languageCode: "hu-HU" }, "Nagy Anna"],
    [{ givenName: "Anna", familyName: "Nagy" }, { nationalityCode: "HU" }, "Nagy Anna"],
    [{ givenName: "Anna", familyName: "Nagy" }, { nationalityCode: "HU", languageCode: "en-GB" }, "Anna Nagy"],
    [{ givenName: "Anna", familyName: "Nagy" }, { nationalityCode: "CH" }, "Anna Nagy"],
    [{ givenName: "Van Anh", familyName: "Nguyễn" }, { languageCode: "vi" }, "Nguyễn Van Anh"],
    [{ givenName: "太郎", familyName: "山田" }, {}, "山田太郎"],
    [{ givenName: "민수", familyName: "김" }, { languageCode: "en" }, "김민수"],
    [{ familyName: "山田" }, {}, "山田"],
    [{ givenName: "Zita", middleName: "Maria", familyName: "Lopes", familyName2: "Sousa" }, {}, "Zita Maria Lopes Sousa"],
  ])("says_the_name_of_%o_who_is_%o_as_they_do", (names, personalDetails, name) => {
    expect(personName({ names, personalDetails })).toBe(name);
  });

  it.each([
    ["+33612345678", "+33 6 12 34 56 78"],
    ["+31612345678", "+31 6 1234 5678"],
    ["+46701234567", "+46 70 123 45 67"],
    ["+358401234567", "+358 40 123 4567"],
    ["+34612345678", "+34 612 345 678"],
    ["+447400222333", "+44 7400 222333"],
    ["+442079460000", "+44 20 7946 0000"],
    ["+351912344417", "+351 912 344 417"],
    ["+12025550123", "+1 202 555 0123"],
    ["+4915112345678", "+49 151 123 456 78"],
    ["0912 x", "0912 x"],
  ])("%s can be read aloud", (value, text) => {
    expect(phoneText(value)).toBe(text);
  });

  it.each([
    ["Maria Sousa", "MS"],
    ["Élodie", "É"],
    ["", ""],
    ["李 小龙", "李小"],
  ])("initials of %s", (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});

describe("people side by side", () => {
  it.each([
    [{ givenName: "William", familyName: "Reed", preferredName: "Billy" }, ["William Reed", "“Billy”"]],
    [{ givenName: "Billy", familyName: "Reed", preferredName: "billy" }, ["Billy Reed"]],
    [{ familyName: "Reed", preferredName: " " }, ["Reed"]],
    [{ preferredName: "Billy" }, ["“Billy”"]],
  ])("%j are told by what they like to be called too", (names, lines) => {
    expect(fields.find(({ name }) => name === "name")?.value({ kind: "person", names })).toEqual(lines);
  });
});
