/** The first-run wizard: what has been entered, and what the check found. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError, type FieldError } from "../lib/api/errors";
import type { BootView, CheckLineView, SetupRequest } from "../lib/api/generated/types";

export type Setting = keyof SetupRequest;

export const products: readonly { id: string; title: string }[] = [
  { id: "dracar-plus", title: "DRACAR+" },
  { id: "eva", title: "EVA" },
  { id: "aswin", title: "Aswin" },
  { id: "autoline", title: "Autoline" },
  { id: "autoline-drive", title: "Autoline Drive" },
  { id: "automaster", title: "Automaster" },
];

const keyloopUrl = "https://api.eu.keyloop.io";
const myKaarmaUrl = "https://api.mykaarma.com/customer/v2";

export class Setup {
  values = $state<SetupRequest>({
    network: "keyloop",
    country: "GB",
    base_url: keyloopUrl,
    path: "{enterprise}/{store}/v1",
    enterprise_id: "",
    store_id: "",
    api_version: "v1",
    dms: "autoline",
    department_uuid: "",
    identity: "",
    secret: "",
  });
  lines = $state.raw<CheckLineView[]>([]);
  errors = $state.raw<FieldError[]>([]);
  problem = $state.raw<ApiError | undefined>();
  passed = $state<boolean | undefined>();
  busy = $state<"checking" | "saving" | undefined>();

  readonly #call: Call;

  constructor(call: Call, country: string) {
    this.#call = call;
    if (country) this.values.country = country;
  }

  set(name: Setting, value: string) {
    // Addresses nobody changed follow the choice of network and version.
    if (name === "network" && [keyloopUrl, myKaarmaUrl].includes(this.values.base_url)) {
      this.values.base_url = value === "mykaarma" ? myKaarmaUrl : keyloopUrl;
    }
    if (name === "api_version" && this.values.path === `{enterprise}/{store}/${this.values.api_version}`) {
      this.values.path = `{enterprise}/{store}/${value}`;
    }
    this.values[name] = value;
    this.errors = this.errors.filter((error) => error.field !== name);
    this.passed = undefined;
  }

  errorAt(name: string): FieldError | undefined {
    return this.errors.find((error) => error.field === name || error.field.endsWith(`.${name}`));
  }

  async check(): Promise<void> {
    if (this.busy) return;
    this.busy = "checking";
    this.problem = undefined;
    this.lines = [];
    try {
      const found = await this.#call("setup_check", { ...this.values });
      this.lines = found.lines;
      this.errors = found.fields;
      // What is missing was not asked of the network: no verdict on it.
      this.passed = found.fields.length > 0 ? undefined : found.ok;
    } catch (thrown) {
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
