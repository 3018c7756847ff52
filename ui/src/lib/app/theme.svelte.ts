/** Light, dark, or as the system has it. */
export const themes = ["system", "light", "dark"] as const;
export type ThemeName = (typeof themes)[number];

const remembered = "showroom.theme";

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
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }
}

export const theme = new Theme();
