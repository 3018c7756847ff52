/** A contact's QR code as a scanner types it, read for the form of a new customer. */
import { describe, expect, it } from "vitest";
import { contact } from "./contact";

const vcard = (...lines: string[]) => ["BEGIN:VCARD", ...lines, "END:VCARD", ""].join("\n");
const müller = {
  kind: "person",
  names: { givenName: "Änne", familyName: "Müller" },
  company: { name: "Acme; Sons" },
  identity: { birthDate: "1988-04-17" },
  channels: [
    { kind: "phone", use: "home", line: "mobile", value: "+49 170 5550142" },
    { kind: "phone", use: "work", line: "landline", value: "0221 5550143" },
    { kind: "email", use: "home", value: "aenne@example.org" },
  ],
  addresses: [{ kind: "physical", streetName: "Hauptstr.", houseNumber: "5", city: "Köln", postalCode: "50667", countryCode: "DE" }],
};
const record = (text: string, home = "DE") => contact(text, home)?.record;

describe("a contact", () => {
  it.each([
    ["2.1", vcard("VERSION:2.1", "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;=C4nne;;Dr.;", "TEL;CELL;VOICE:+49 170 5550142", "TEL;WORK:0221 5550143",
      "EMAIL;INTERNET:aenne@example.org", "ADR;HOME;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:;;Hauptstr. =", "5;K=C3=B6ln;;50667;Deutschland", "ORG:Acme\\; Sons;Sales", "BDAY:19880417")],
    ["3.0", vcard("VERSION:3.0", "N:Müller;Änne;;Dr.;", "FN:Dr. Änne Müller", "TEL;TYPE=CELL,VOICE:+49 170 5550142", "TEL;TYPE=work:0221 5550143", "EMAIL;TYPE=INTERNET:aenne@example.org",
      "ADR;TYPE=WORK:;;Am Markt 1;Bonn;;53111;DE", "ADR;TYPE=HOME:;;Haup", " tstr. 5;Köln;;50667;DE", "ORG:Acme\\; Sons", "BDAY:1988-04-17")],
    ["4.0", vcard("VERSION:4.0", "item1.N:Müller;Änne;;Dr.;", 'TEL;VALUE=uri;TYPE="voice,cell":tel:+49 170 5550142', "TEL;TYPE=work:0221 5550143", "EMAIL:aenne@example.org",
      'ADR;LABEL="a: b; c":;;Hauptstr. 5;Köln;;50667;Germany', "ORG:Acme\\; Sons", "BDAY:19880417T000000Z")],
    ["3.0 whose lines end twice", vcard("VERSION:3.0", "N:Müller;Änne;;;", "TEL;TYPE=CELL:+49 170 5550142", "TEL;TYPE=work:0221 5550143", "EMAIL:aenne@example.org",
      "ADR:;;Hauptstr. 5;Köln;;50667;DE", "ORG:Acme\\; Sons", "BDAY:1988-04-17").replaceAll("\n", "\r\n\n")],
    ["3.0 whose line ends are lost", vcard("VERSION:3.0", "N:Müller;Änne;;;", "FN:Änne Müller", "TEL;TYPE=CELL:+49 170 5550142", "TEL;TYPE=work:0221 5550143", "EMAIL;TYPE=INTERNET:aenne@example.org",
      "ADR:;;Hauptstr. 5;Köln;;50667;DE", "ORG:Acme\\; Sons", "BDAY:1988-04-17").replaceAll("\n", "")],
    ["3.0 of a scanner that types bytes", unescape(encodeURIComponent(vcard("VERSION:3.0", "N:Müller;Änne;;;", "TEL;TYPE=CELL:+49 170 5550142", "TEL;TYPE=work:0221 5550143", "EMAIL:aenne@example.org",
      "ADR:;;Hauptstr. 5;Köln;;50667;DE", "ORG:Acme\\; Sons", "BDAY:1988-04-17")))],
  ])("of_vCard_%s_is_the_same_person", (_, text) => {
    expect(record(text)).toEqual(müller);
  });

  it.each([
    ["N:Sousa,Maria João;TEL:+351912344417;EMAIL:maria@sousa.example;BDAY:19880417;ADR:,,Rua das Flores 12,Porto,,4050-262,PT;;",
      { names: { givenName: "Maria João", familyName: "Sousa" }, identity: { birthDate: "1988-04-17" },
        channels: [{ kind: "phone", use: "home", value: "+351912344417" }, { kind: "email", use: "home", value: "maria@sousa.example" }],
        addresses: [{ kind: "physical", streetName: "Rua das Flores", houseNumber: "12", city: "Porto", postalCode: "4050-262", countryCode: "PT" }] }],
    ["N:Maria Sousa;TEL:912\\;5;NOTE:a\\:b;URL:http\\://a.example;;", { names: { givenName: "Maria", familyName: "Sousa" }, channels: [{ kind: "phone", use: "home", value: "912;5" }] }],
    ["ORG:Sousa e Filhos;TEL:220\n000\n111;ADR:Rua das Flores\\, 12;;", { kind: "company", company: { name: "Sousa e Filhos" }, channels: [{ kind: "phone", use: "home", value: "220000111" }],
      addresses: [{ kind: "physical", streetName: "Rua das Flores", houseNumber: "12" }] }],
  ])("of_MECARD_%s", (text, expected) => {
    expect(record(`MECARD:${text}`, "PT")).toEqual({ kind: "person", ...expected });
  });

  it.each([
    [["FN:Maria João Sousa"], { names: { givenName: "Maria João", familyName: "Sousa" } }],
    [["FN:Sousa\\, Maria"], { names: { givenName: "Maria", familyName: "Sousa" } }],
    [["N:;;;;", "FN:Sousa"], { names: { familyName: "Sousa" } }],
    [["FN:Acme", "ORG:Acme"], { kind: "company", company: { name: "Acme" } }],
    [["N:van Dyk;Jan;Piet,Karel;;"], { names: { givenName: "Jan", middleName: "Piet Karel", familyName: "van Dyk" } }],
    [["FN:Ann Lee", "ADR:;;4410 Larkspur Ave;Fresno;CA;93701;USA", "BDAY:--0417"],
      { names: { givenName: "Ann", familyName: "Lee" }, addresses: [{ kind: "physical", streetName: "Larkspur Ave", houseNumber: "4410", city: "Fresno", province: "CA", postalCode: "93701", countryCode: "US" }] }],
    [["FN:Ann Lee", "ADR:;Flat 2;The Old\\nMill;Leeds;;LS1 4AP;"],
      { names: { givenName: "Ann", familyName: "Lee" }, addresses: [{ kind: "physical", streetName: "The Old Mill", doorNumber: "Flat 2", city: "Leeds", postalCode: "LS1 4AP" }] }],
  ])("says_what_of_%s_fits_the_form", (lines, expected) => {
    expect(record(vcard(...lines), "GB")).toEqual({ kind: "person", ...expected });
  });

  it("is_looked_for_by_its_name_with_its_number_then_by_each_alone", () => {
    const found = contact(`]Q1${vcard("N:Sousa;Maria João", "TEL;FAX:1", "TEL:(912) 344-417", "EMAIL:maria@sousa.example")}`, "PT");
    expect(found?.searches).toEqual(["Sousa Maria 912344417", "Sousa Maria maria@sousa.example", "912344417", "maria@sousa.example", "Sousa Maria"]);
  });

  it.each(["", "BEGIN:VCARD", vcard(), vcard("NOTE:nobody"), "MECARD:;;", "MECARD:NOTE:nobody;;", "N:Sousa"])("is_none_where_nobody_is_named: %s", (text) => {
    expect(contact(text, "PT")).toBeUndefined();
  });

  it("of_any_text_is_read_without_a_fault", () => {
    for (const text of ["\\", ";;;;", "N:\\;", "=", "N;ENCODING=QUOTED-PRINTABLE:=", "TEL;CHARSET=nothing;QUOTED-PRINTABLE:=E4", "ADR:,", ":", "\u{1f600}"]) {
      expect(() => [contact(vcard(text), "PT"), contact(`MECARD:${text}`, "PT")]).not.toThrow();
    }
  });
});
