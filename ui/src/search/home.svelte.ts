/** The empty box: kiosk cards, kept drafts, who is pinned, who was here today, and before. */
import type { Call } from "../lib/api/client";
import type { DraftView, RowView, Section, SubmissionView } from "../lib/api/generated/types";
import { toApiError } from "../lib/api/errors";
import { announcer } from "../lib/app/announce.svelte";
import { pins } from "../lib/app/pins.svelte";
import { Reviews } from "../lib/app/reviews.svelte";
import { isChosen, isKept, type Kept } from "../lib/record/kept";
import { read } from "../lib/record/path";
import { shapes } from "../lib/record/sections";

export type KeptDraft =
  /** For a known customer, not taken over yet. */
  | { kind: "carry"; key: string; at?: string | undefined; name: string; localId: string; kept: Kept }
  | { kind: "new"; key: string; at?: string | undefined; name: string; kept: Kept }
  | { kind: "edit"; key: string; at?: string | undefined; localId: string; section: Section };

export function understand(draft: DraftView): KeptDraft | undefined {
  if (!isKept(draft.value)) return undefined;
  const { value: kept, key, updated_at: at } = draft;
  if (key.startsWith("new:")) {
    const part = (path: string) => String(read(kept.record, path) ?? "");
    const name = `${part("names.givenName")} ${part("names.familyName")}`.trim() || part("company.name");
    if (isChosen(kept)) return { kind: "carry", key, at, name, localId: kept.chosen.localId, kept };
    return { kind: "new", key, at, name, kept };
  }
  const edit = /^edit:(.+):([a-z-]+)$/.exec(key);
  const shape = Object.values(shapes).find((one) => one.section === edit?.[2]);
  if (!edit?.[1] || !shape) return undefined;
  return { kind: "edit", key, at, localId: edit[1], section: shape.section };
}

const isToday = ({ seen }: RowView): boolean => seen !== undefined && new Date(seen).toDateString() === new Date().toDateString();

export class Home {
  recent = $state.raw<RowView[] | undefined>();
  pinned = $state.raw<RowView[]>([]);
  readonly #others = $derived((this.recent ?? []).filter(({ local_id }) => !this.pinned.some((row) => row.local_id === local_id)));
  readonly today = $derived(this.#others.filter(isToday));
  readonly before = $derived(this.#others.filter((row) => !isToday(row)));
  submissions = $state.raw<SubmissionView[]>([]);
  drafts = $state.raw<KeptDraft[]>([]);
  readonly reviews: Reviews;
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
    this.reviews = new Reviews(call);
  }

  /** Each part on its own: one that fails does not hide the others. */
  async load() {
    await Promise.allSettled([
      this.#call("recent", {}).then(
        ({ rows }) => (this.recent = rows),
        () => (this.recent ??= []),
      ),
      this.#pinned(),
      this.#call("submissions", {}).then(({ submissions }) => {
        this.submissions = submissions;
        void this.reviews.look(submissions.slice(0, 4));
      }),
      this.#call("drafts", {}).then(({ drafts }) => {
        this.drafts = drafts.map(understand).filter((draft) => draft !== undefined);
      }),
    ]);
  }

  /** Whoever is no longer here is not pinned any more either. */
  async #pinned() {
    const ids = pins.ids;
    const gone: string[] = [];
    const found = await Promise.all(
      ids.map((id) =>
        this.#call("peek", { id }).then(
          ({ row }) => row,
          (thrown: unknown) => void (toApiError(thrown).code === "not_found" && gone.push(id)),
        ),
      ),
    );
    pins.drop(gone);
    this.pinned = found.filter((row) => row !== undefined);
  }

  async discard(key: string) {
    await this.#call("draft_drop", { key });
    this.drafts = this.drafts.filter((draft) => draft.key !== key);
    if (this.drafts.length === 0) announcer.over("drafts");
  }
}
