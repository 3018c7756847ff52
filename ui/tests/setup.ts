/** What jsdom lacks of the platform, and every catalogue, so that a test changes the language at once. */
import "@testing-library/jest-dom/vitest";
import { configure } from "@testing-library/svelte";
import { afterEach } from "vitest";
import { announcer } from "../src/lib/app/announce.svelte";
import "../src/lib/i18n/desk";
import "../src/lib/i18n/kiosk";
import { language, locales } from "../src/lib/i18n/locale.svelte";

for (const locale of locales) await language.show(locale);
await language.show("en");

// A view is fetched, and here translated, when it is first shown.
configure({ asyncUtilTimeout: 10_000 });
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
Element.prototype.scrollIntoView ??= () => {};
// A notice of one test is no notice of the next.
afterEach(() => announcer.toasts.forEach(({ id }) => announcer.drop(id)));
