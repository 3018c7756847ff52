// Before any script of the page: what a person at a kiosk must not reach from inside it. The shell
// stops most of it a second time, before the engine sees the key.
(() => {
  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const on = (names, act) => {
    for (const name of names) {
      window.addEventListener(name, act, { capture: true, passive: false });
    }
  };

  // Nothing is taken out, nothing is brought in.
  on(["copy", "cut", "paste", "beforecopy", "beforecut", "beforepaste"], stop);
  on(["dragstart", "dragenter", "dragover", "drop", "contextmenu"], stop);
  const brought = ["insertFromPaste", "insertFromPasteAsQuotation", "insertFromDrop", "insertFromYank"];
  on(["beforeinput"], (event) => {
    if (brought.includes(event.inputType) || event.inputType.startsWith("history")) stop(event);
  });

  // Only the first button: the second has a menu, the middle one pastes, others go back.
  const other = (event) => {
    if (event.button !== 0) stop(event);
  };
  on(["auxclick", "mousedown", "mouseup", "pointerdown", "pointerup", "click"], other);

  // What is marked is offered to every other window. A press may set the cursor; a second press or
  // a drag may not mark.
  let pressed = false;
  on(["mousedown"], (event) => {
    pressed = true;
    if (event.detail > 1 || event.shiftKey) event.preventDefault();
  });
  on(["mousemove", "mouseup", "keydown"], () => {
    pressed = false;
  });
  on(["selectstart"], (event) => {
    if (!pressed) stop(event);
    pressed = false;
  });
  const unmark = (event) => {
    const field = event.target instanceof Document ? document.activeElement : event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    try {
      if (field.selectionStart !== field.selectionEnd) {
        field.setSelectionRange(field.selectionEnd, field.selectionEnd);
      }
    } catch {
      // A kind of field that nothing can be marked in.
    }
  };
  on(["select", "selectionchange"], unmark);

  // No larger, no smaller.
  on(["wheel"], (event) => {
    if (event.ctrlKey) stop(event);
  });
  on(["touchstart", "touchmove"], (event) => {
    if (event.touches.length > 1 && event.cancelable) stop(event);
  });
  on(["gesturestart", "gesturechange"], stop);

  on(["keydown"], (event) => {
    const third = event.getModifierState("AltGraph");
    const command = event.metaKey || (!third && (event.ctrlKey || event.altKey));
    const named = ["Insert", "ContextMenu", "PrintScreen", "Pause", "Help"];
    const marks = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Delete"];
    const shifted = event.shiftKey && marks.includes(event.key);
    const far = /^(F[0-9]+|Browser.*|Launch.*|Media.*|Audio.*)$/.test(event.key);
    if (command || shifted || far || named.includes(event.key)) stop(event);
  });

  const nothing = () => null;
  for (const name of ["print", "close", "open", "alert", "confirm", "prompt", "find", "moveTo", "resizeTo"]) {
    Object.defineProperty(window, name, { value: nothing, writable: false, configurable: false });
  }
})();
