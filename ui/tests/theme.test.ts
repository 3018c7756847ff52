import { beforeEach, describe, expect, it, vi } from "vitest";
import { theme } from "../src/lib/app/theme.svelte";

const { dataset } = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  theme.show("system");
  return () => vi.unstubAllGlobals();
});

describe("the colours", () => {
  it("go_round_from_the_systems_to_high_contrast_and_are_kept", () => {
    const seen = [0, 1, 2, 3].map(() => {
      theme.next();
      return [theme.current, dataset["theme"], dataset["contrast"]];
    });
    expect(seen).toEqual([
      ["light", "light", undefined],
      ["dark", "dark", undefined],
      ["contrast", undefined, "more"],
      ["system", undefined, undefined],
    ]);
    theme.show("contrast");
    localStorage.setItem("showroom.theme", "dark");
    theme.start();
    expect(theme.current).toBe("dark");
  });

  it("are_of_high_contrast_where_the_system_asks_for_it_and_nobody_chose", () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener: () => {} }));
    theme.show("system");
    expect(dataset["contrast"]).toBe("more");
    theme.show("dark");
    expect(dataset["contrast"]).toBeUndefined();
  });
});
