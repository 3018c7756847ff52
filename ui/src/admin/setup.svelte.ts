/** The wizard of the connection: what has been entered, and what the check found. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError, type FieldError } from "../lib/api/errors";
import type { BootView, CheckLineView, SetupRequest, SetupView } from "../lib/api/generated/types";
import { countries } from "../lib/record/codes";

export type Setting = keyof SetupRequest;

export const products: readonly { id: string; title: string }[] = [
  { id: "dracar-plus", title: "DRACAR+" },
  { id: "eva", title: "EVA" },
  { id: "aswin", title: "Aswin" },
  { id: "autoline", title: "Autoline" },
  { id: "autoline-drive", title: "Autoline Drive" },
  { id: "automaster", title: "Automaster" },
];

/** The country the system is set to; none where it names none that a form offers. */
export function regionOf(tags: readonly string[]): string {
  for (const tag of tags) {
    try {
      const { region } = new Intl.Locale(tag);
      if (region) return countries.includes(region) ? region : "";
    } catch {
      // `C` and `pt_PT.UTF-8` are no tags.
    }
  }
  return "";
}

const keyloopUrl = "https://api.eu.keyloop.io";
const myKaarmaUrl = "https://api.mykaarma.com/customer/v2";

const proxy = "connection.proxy";

export class Setup {
  values = $state<SetupRequest>({
    network: "keyloop",
    /** Empty: as the profile of the DMS says. */
    country: regionOf(navigator.languages),
    base_url: keyloopUrl,
    path: "{enterprise}/{store}/v1",
    enterprise_id: "",
    store_id: "",
    api_version: "v1",
    dms: "autoline",
    department_uuid: "",
    proxy: "",
    identity: "",
    secret: "",
  });
  lines = $state.raw<CheckLineView[]>([]);
  errors = $state.raw<FieldError[]>([]);
  problem = $state.raw<ApiError | undefined>();
  passed = $state<boolean | undefined>();
  busy = $state<"checking" | "saving" | undefined>();
  /** Somebody said that it is to be kept unproven. */
  unproven = $state(false);
  #locked = $state.raw<SetupView["values"]>({});

  /** Raised by each change: an answer about what stood here before is older. */
  #generation = 0;
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  /**
   * What the dealer's IT has set and, where there is a connection, what it is. Where that cannot be
   * asked, saving still keeps to what is set.
   */
  async load(again = false): Promise<void> {
    try {
      const { values, configured } = await this.#call("setup", {});
      this.#locked = values;
      // A proxy may be known before there is a network.
      this.#fill(again ? configured : { [proxy]: configured[proxy] ?? "" });
      this.#hold();
    } catch (thrown) {
      this.problem = toApiError(thrown);
    }
  }

  locked(name: Setting): boolean {
    return this.#locked[this.#key(name)] !== undefined;
  }

  /** As the policy file names it. */
  #key(name: Setting): string {
    if (name === "proxy") return proxy;
    return name === "network" || name === "country" ? name : `${this.values.network}.${name}`;
  }

  #hold() {
    this.#fill(this.#locked);
  }

  #fill(from: SetupView["values"]) {
    const { network } = from;
    if (network !== undefined) this.values.network = network;
    for (const name of Object.keys(this.values) as Setting[]) {
      const value = from[this.#key(name)];
      if (value !== undefined) this.values[name] = value;
    }
  }

  set(name: Setting, value: string) {
    // Addresses nobody changed here follow the choice of network and version.
    if (name === "network" && (this.locked("base_url") || [keyloopUrl, myKaarmaUrl].includes(this.values.base_url))) {
      this.values.base_url = value === "mykaarma" ? myKaarmaUrl : keyloopUrl;
    }
    if (name === "api_version" && this.values.path === `{enterprise}/{store}/${this.values.api_version}`) {
      this.values.path = `{enterprise}/{store}/${value}`;
    }
    this.values[name] = value;
    this.#generation += 1;
    this.#hold();
    this.errors = this.errors.filter((error) => error.field !== name);
    this.passed = undefined;
    this.unproven = false;
  }

  /** Exactly what stands here was seen to work, or is wanted all the same. */
  get replaces(): boolean {
    return this.passed === true || this.unproven;
  }

  errorAt(name: string): FieldError | undefined {
    return this.errors.find((error) => error.field === name || error.field.endsWith(`.${name}`));
  }

  /** What is wrong with settings that this form has no field for. */
  get elsewhere(): readonly FieldError[] {
    const here = Object.keys(this.values);
    return this.errors.filter(({ field }) => !here.some((name) => field === name || field.endsWith(`.${name}`)));
  }

  async check(): Promise<void> {
    if (this.busy) return;
    this.busy = "checking";
    this.problem = undefined;
    this.lines = [];
    const generation = this.#generation;
    try {
      const found = await this.#call("setup_check", { ...this.values });
      if (generation !== this.#generation) return;
      this.lines = found.lines;
      this.errors = found.fields;
      // What is missing was not asked of the network: no verdict on it.
      this.passed = found.fields.length > 0 ? undefined : found.ok;
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.#refuse(thrown);
      this.passed = false;
    } finally {
      this.busy = undefined;
    }
  }

  async save(): Promise<BootView | undefined> {
    if (this.busy) return undefined;
    this.busy = "saving";
    this.problem = undefined;
    try {
      return await this.#call("setup_save", { ...this.values });
    } catch (thrown) {
      this.#refuse(thrown);
      return undefined;
    } finally {
      this.busy = undefined;
    }
  }

  #refuse(thrown: unknown) {
    const error = toApiError(thrown);
    this.errors = error.fields;
    this.problem = error;
  }
}
