/** A core in the test's hands: each command answers as the test says, and what was asked is kept. */
import { vi } from "vitest";
import type { Answer, Call, Name, Request } from "../src/lib/api/client";
import type { CustomerRecord, CustomerView, DecisionView, DraftView, CandidateView } from "../src/lib/api/generated/types";

type Answers = { [N in Name]?: (request: Request<N>) => Answer<N> | Promise<Answer<N>> };

export function core(answers: Answers = {}) {
  const asked: { command: string; request: unknown }[] = [];
  const kept = new Map<string, DraftView>();
  const drafts: Answers = {
    draft_save: (draft) => {
      kept.set(draft.key, plain(draft));
      return {};
    },
    drafts: () => ({ drafts: [...kept.values()] }),
    draft_drop: ({ key }) => {
      kept.delete(key);
      return {};
    },
  };
  const all: Answers = { ...drafts, ...answers };
  const call: Call = async (command, request) => {
    asked.push({ command, request: plain(request) });
    const answer = all[command] as ((request: unknown) => unknown) | undefined;
    if (!answer) throw { code: "internal", message: `${command} is not answered`, fields: [] };
    return (await answer(request)) as Answer<typeof command>;
  };
  const requests = <N extends Name>(command: N): Request<N>[] =>
    asked.filter((one) => one.command === command).map((one) => one.request as Request<N>);
  return { call, asked, kept, requests };
}

/** A page in a plain browser asks this core. */
export function serve(call: Call) {
  vi.stubGlobal("fetch", async (address: string, { body }: { body: string }) => {
    try {
      const command = address.replace("/api/", "") as Name;
      return Response.json(await call(command, JSON.parse(body) as Request<Name>));
    } catch (thrown) {
      return Response.json(thrown, { status: 400 });
    }
  });
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export const maria: CustomerRecord = {
  id: "01-16203",
  kind: "person",
  names: { givenName: "Maria", familyName: "Sousa" },
  channels: [
    { kind: "phone", use: "home", line: "mobile", value: "+351912344417", consent: { call: "AGREED" } },
    { kind: "email", use: "work", value: "maria@sousa.example" },
  ],
  addresses: [{ kind: "physical", streetName: "Rua das Flores", houseNumber: "12", city: "Porto", countryCode: "PT" }],
};

export const customer = (record: CustomerRecord = maria, more: Partial<CustomerView> = {}): CustomerView => ({
  local_id: "l1",
  id: "01-16203",
  name: "Maria Sousa",
  record,
  chip: { state: "in_dms", id: "01-16203", at: "2026-11-22T10:42:00Z" },
  whole: true,
  entries: [],
  differs: [],
  doubtful: [],
  ...more,
});

export const candidate = (more: Partial<CandidateView> = {}): CandidateView => ({
  local_id: "l1",
  id: "01-16203",
  probability: 0.97,
  relation: "same",
  strong: true,
  evidence: [
    { field: "familyName", outcome: "agree", weight: 4 },
    { field: "phone", outcome: "differ", weight: -2 },
    { field: "birthDate", outcome: "missing", weight: 0 },
  ],
  row: { local_id: "l1", kind: "person", name: "Maria Sousa", why: [], chip: { state: "copy" } },
  record: maria,
  ...more,
});

export const decision = (candidates: CandidateView[], generation = 0): DecisionView => ({
  generation,
  candidates,
  tree: { branch: "none", ids: [] },
  action: candidates.length > 0 ? "ask" : "create",
  reason: "",
  network: "not_asked",
  complete: false,
});

export const refused = (field: string, code: string) => ({
  code: "invalid",
  message: "refused",
  fields: [{ field, code, message: "", params: {} }],
});
