/** Light, dark, high contrast, or as the system has it. */
export const themes = ["system", "light", "dark", "contrast"] as const;
export type ThemeName = (typeof themes)[number];

const remembered = "showroom.theme";
const asked = "(prefers-contrast: more)";

class Theme {
  current = $state<ThemeName>("system");

  start() {
    let stored: string | null = null;
    try {
      stored = localStorage.getItem(remembered);
    } catch {
      // No storage: the system's choice.
    }
    this.show(themes.find((theme) => theme === stored) ?? "system");
    // jsdom has none.
    globalThis.matchMedia?.(asked).addEventListener("change", () => this.show(this.current));
  }

  next() {
    const after = themes[(themes.indexOf(this.current) + 1) % themes.length] ?? "system";
    this.show(after);
    try {
      localStorage.setItem(remembered, after);
    } catch {
      // The choice then lasts as long as the window.
    }
  }

  show(theme: ThemeName) {
    this.current = theme;
    const { dataset } = document.documentElement;
    if (theme === "light" || theme === "dark") dataset["theme"] = theme;
    else delete dataset["theme"];
    const more = theme === "contrast" || (theme === "system" && globalThis.matchMedia?.(asked).matches === true);
    if (more) dataset["contrast"] = "more";
    else delete dataset["contrast"];
  }
}

export const theme = new Theme();
