/**
 * Builds `showroomctl` for the system a Windows or macOS bundle is made for, and lays it where
 * `packaging/bundle.json` names it, under the name Tauri looks for: with the target's triple. Before the
 * program itself is built, since Tauri's build script asks for it. Linux packages are laid out by stage.sh.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const host = /^host: (\S+)$/m.exec(execFileSync("rustc", ["-vV"], { encoding: "utf8" }))?.[1];
const triple = process.env.TAURI_ENV_TARGET_TRIPLE ?? host;
if (triple === "universal-apple-darwin") {
  console.error("make a bundle for aarch64-apple-darwin and one for x86_64-apple-darwin instead");
  process.exit(1);
}
const elsewhere = triple === host ? [] : ["--target", triple];
execFileSync("cargo", ["build", "--release", "-p", "ctl", "--bin", "showroomctl", ...elsewhere], { cwd: root, stdio: "inherit" });

const ending = triple.includes("windows") ? ".exe" : "";
const built = resolve(root, process.env.CARGO_TARGET_DIR ?? "target", elsewhere[1] ?? "", "release", `showroomctl${ending}`);
const folder = join(root, "target", "external");
mkdirSync(folder, { recursive: true });
copyFileSync(built, join(folder, `showroomctl-${triple}${ending}`));
