/** What jsdom lacks of the platform. */
import "@testing-library/jest-dom/vitest";
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
Element.prototype.scrollIntoView ??= () => {};
