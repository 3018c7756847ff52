/**
 * The keyboard on the screen: types into the field that has the focus, as a real one would. It
 * shows itself when a finger touches a field, or when it is asked for; it keeps nothing typed.
 */
import type { Layer } from "./layouts";

export type Use = "text" | "name" | "email" | "phone" | "number";

const isUse = (text: string | undefined): text is Use =>
  text === "text" || text === "name" || text === "email" || text === "phone" || text === "number";

const firstLayer: { [use in Use]: Layer } = {
  text: "letters",
  name: "letters",
  email: "letters",
  phone: "phone",
  number: "digits",
};

export class Keyboard {
  shown = $state(false);
  layer = $state<Layer>("letters");
  capitals = $state(false);
  use = $state<Use>("text");
  #field: HTMLInputElement | undefined;

  /** Whether there is anything to type into. */
  hasField = $state(false);

  /** A field got the focus. */
  goTo(field: HTMLInputElement) {
    const { keys } = field.dataset;
    this.#field = field;
    this.hasField = true;
    this.use = isUse(keys) ? keys : "text";
    this.layer = firstLayer[this.use];
    this.capitals = this.use === "name" && field.value === "";
  }

  /** The screen changed: the field is gone. */
  leave() {
    this.#field = undefined;
    this.hasField = false;
  }

  show() {
    this.shown = true;
  }

  hide() {
    this.shown = false;
  }

  turn(layer: Layer) {
    this.layer = layer;
  }

  shift() {
    this.capitals = !this.capitals;
  }

  face(key: string): string {
    return this.capitals && key !== "ß" ? key.toUpperCase() : key;
  }

  press(key: string) {
    const typed = this.face(key);
    const before = this.#field?.value;
    this.#change((value, from, to) => [value.slice(0, from) + typed + value.slice(to), from + typed.length]);
    // A double name goes on with a capital: Anne-Marie, San José.
    this.capitals = this.use === "name" && (key === " " || key === "-") && before !== "";
    if (this.layer === "accents") this.layer = "letters";
  }

  erase() {
    this.#change((value, from, to) => {
      if (from !== to) return [value.slice(0, from) + value.slice(to), from];
      const kept = Array.from(value.slice(0, from)).slice(0, -1).join("");
      return [kept + value.slice(to), kept.length];
    });
  }

  /** To the next field, or on from the last one. */
  enter() {
    const field = this.#field;
    const fields = Array.from(field?.form?.querySelectorAll<HTMLInputElement>("input[data-keys]") ?? []);
    const next = field && fields[fields.indexOf(field) + 1];
    if (next) next.focus();
    else field?.form?.requestSubmit();
  }

  #change(how: (value: string, from: number, to: number) => [string, number]) {
    const field = this.#field;
    if (!field?.isConnected) return;
    const { value, selectionStart, selectionEnd } = field;
    const from = selectionStart ?? value.length;
    const [changed, at] = how(value, from, selectionEnd ?? from);
    if (field.maxLength >= 0 && changed.length > field.maxLength) return;
    field.value = changed;
    field.setSelectionRange(at, at);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}
