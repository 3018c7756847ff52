// Generated from crates/api by `make types`. Do not edit: a test compares it.

export type Kind = "person" | "company";

export type ChannelKind = "phone" | "email";

export type Use = "home" | "work";

export type Line = "mobile" | "landline" | "fax";

export type ConsentState = "AGREED" | "DENIED" | "UNKNOWN";

export type Names = { title?: string, givenName?: string, middleName?: string, familyName?: string, familyName2?: string, preferredName?: string, initials?: string, salutation?: string, };

export type Company = { name?: string, };

export type Identity = { birthDate?: string, socialSecurityId?: string, };

export type PersonalDetails = { gender?: string, maritalStatus?: string, nationalityCode?: string, languageCode?: string, occupation?: string, };

export type Channel = { kind: ChannelKind, use?: Use, line?: Line, value: string, preferred?: boolean, consent?: { [key in string]: ConsentState }, };

export type Address = { kind?: string, streetType?: string, streetName?: string, houseNumber?: string, buildingName?: string, floorNumber?: string, doorNumber?: string, blockName?: string, estate?: string, suburb?: string, city?: string, county?: string, province?: string, postalCode?: string, countryCode?: string, poBoxName?: string, poBoxNumber?: string, poBoxSuite?: string, };

export type Vehicle = { vin?: string, licensePlate?: string, make?: string, model?: string, year?: number, relationship?: string, };

export type CustomerRecord = { 
/**
 * The customer's id in the dealer's network: opaque, at most 128 characters.
 */
id?: string, customerKey?: string, kind: Kind, status?: string, names?: Names, company?: Company, identity?: Identity, personalDetails?: PersonalDetails, channels?: Array<Channel>, addresses?: Array<Address>, vehicles?: Array<Vehicle>, };

export type Section = "names" | "addresses" | "identity" | "communication" | "personal-details" | "company" | "vehicles";

export type Meaning = "name" | "town" | "company" | "customer_key" | "phone" | "email" | "vin" | "vin_end" | "plate" | "postcode" | "birth_date";

export type Reading = { text: string, as: Meaning, value: string, others?: Array<Meaning>, 
/**
 * A comma stands behind it: `Sousa, Maria`.
 */
comma?: boolean, 
/**
 * A name's word that belongs to the family name behind it: `van`, `de`.
 */
particle?: boolean, };

export type Code = "bad_request" | "invalid" | "not_found" | "unsupported" | "offline" | "sign_in" | "not_configured" | "store_locked" | "not_saved" | "disk_full" | "too_many" | "inbox_full" | "too_late" | "unsent" | "right_missing" | "desk_locked" | "kiosk_not_ready" | "practising" | "internal";

export type FieldError = { 
/**
 * A record path: `names.familyName`, `channels[0].value`, or a setting's name.
 */
field: string, code: string, message: string, params: { [key in string]: string }, };

export type ApiError = { code: Code, message: string, fields: Array<FieldError>, 
/**
 * Finds the matching line in the log, where nobody at the desk can mend it.
 */
reference?: string, };

export type Nothing = Record<symbol, never>;

export type Phase = "ready" | "setup" | "locked";

export type Connection = "not_asked" | "online" | "slow" | "offline" | "throttled" | "sign_in" | "not_the_network" | "not_configured" | "draining_elsewhere" | "storage_stuck";

export type KeepingFault = "short" | "one_place";

export type StatusView = { connection: Connection, since?: string, 
/**
 * Throttled: not before.
 */
until?: string, detail?: string, waiting: number, 
/**
 * Of those that wait: kept here by somebody, so not to be sent.
 */
held: number, sending: number, checking: number, 
/**
 * Entries, and second copies in the DMS that nobody has looked at.
 */
needs_person: number, 
/**
 * Kiosk submissions nobody has looked at.
 */
submissions: number, 
/**
 * Since when a visitor at the kiosk waits for somebody to come.
 */
help?: string, customers: number, 
/**
 * How old the copy is.
 */
as_of?: string, 
/**
 * When the network last gave a sign of life.
 */
heard_at?: string, 
/**
 * Who stands here; absent where no people are set up.
 */
seat?: SeatView, 
/**
 * What is wrong with what is kept here; absent where nothing is.
 */
faults?: Array<KeepingFault>, };

export type LockedView = { code: string, message: string, };

export type PolicyView = { use_from: number, ask_from: number, 
/**
 * As the program was shipped.
 */
shipped_use_from: number, shipped_ask_from: number, 
/**
 * Least and most.
 */
use_limits: [number, number], ask_limits: [number, number], };

export type NetworkView = { 
/**
 * `keyloop` or `mykaarma`.
 */
name: string, 
/**
 * Profile id: `autoline`, …
 */
dms: string, title: string, host: string, };

export type LimitView = { 
/**
 * `not_in_network`, `read_only`, or `other_version` (with `version`, which has it).
 */
code: string, params: { [key in string]: string }, };

export type SectionAbility = { section: Section, readable: boolean, writable: boolean, 
/**
 * Why not everything.
 */
reason?: LimitView, };

export type FieldRuleView = { 
/**
 * `names.familyName`; list members without index: `channels.value`.
 */
path: string, max?: number, required: boolean, 
/**
 * The values it may take, where they are a closed list.
 */
values: Array<string>, 
/**
 * False where this network does not have the field at all.
 */
supported: boolean, };

export type ProfileView = { id: string, title: string, country: string, language: string, sections: Array<SectionAbility>, fields: Array<FieldRuleView>, 
/**
 * Each of home and work holds one mobile, one landline, one fax and one e-mail.
 */
one_per_slot: boolean, 
/**
 * There is one address of each kind at most.
 */
one_address_per_kind: boolean, };

export type BootView = { phase: Phase, version: string, 
/**
 * Why it is locked: `key_missing`, `sealed`, `keyring_unavailable`, `wrong_key`, `corrupt`, `newer`,
 * `disk_full`, `read_only`, `config`; with the sentence for support.
 */
locked?: LockedView, network?: NetworkView, 
/**
 * ISO 3166-1 alpha-2: how national phones, plates and postcodes are read.
 */
country: string, 
/**
 * Codes of what the person should be told at each start, e.g. `file_key_store`.
 */
warnings: Array<string>, status: StatusView, 
/**
 * What the forms may offer and how long each field may be.
 */
profile?: ProfileView, 
/**
 * True where the network is on this very computer, whoever started it.
 */
practice: boolean, };

export type DraftView = { key: string, value: unknown, updated_at?: string, };

export type DraftKey = { key: string, };

export type DraftsView = { drafts: Array<DraftView>, 
/**
 * Nothing of what they say.
 */
others?: Array<ColleaguesDraftView>, };

export type ColleaguesDraftView = { by: string, 
/**
 * The local id of whom it is about.
 */
customer?: string, };

export type ProblemView = { code: string, params: { [key in string]: string }, 
/**
 * The core's own sentence, for support.
 */
words: string, };

export type HealthView = { healthy: boolean, version: string, status: StatusView, oldest_waiting_s?: number, store: string, key_store: string, 
/**
 * The recovery phrase: `none`, `shown` (and nobody typed it back) or `kept`.
 */
phrase?: string, last_contact?: string, mine_bytes: number, theirs_bytes: number, index_disk_bytes: number, index_memory_bytes: number, 
/**
 * Free where the data folder lies; absent where the system does not say.
 */
free_disk_bytes?: number, 
/**
 * Whether nobody can read the files without their keys.
 */
encrypted: boolean, 
/**
 * When the newest rolling copy of what only this desk knows was made.
 */
copied_at?: string, 
/**
 * How far this computer's clock is ahead of the network's; absent where that was never heard.
 */
clock_ahead_s?: number, 
/**
 * What went wrong since the start of the program and how often, in the words of a timeline.
 */
failures: { [key in string]: number }, 
/**
 * The same of what was sent to be written within a day.
 */
writes_failed: { [key in string]: number }, 
/**
 * The thresholds every decision goes by.
 */
policy: PolicyView, problems: Array<ProblemView>, 
/**
 * Where everything this desk keeps lies: for whoever runs a command about it.
 */
folder?: string, 
/**
 * What the dealer's IT has locked; absent where nothing is.
 */
set_by_it?: SetByItView, 
/**
 * Searches in this desk's own copy, in microseconds; absent where there were none yet.
 */
speed_here?: SpeedView, 
/**
 * Answers of the network, in milliseconds.
 */
speed_dms?: SpeedView, 
/**
 * Its answers to what was sent to be written, in milliseconds.
 */
speed_writes?: SpeedView, };

export type Standing = "copy" | "waiting" | "sending" | "checking" | "in_dms" | "needs_person" | "cancelled";

export type ChipView = { state: Standing, 
/**
 * With `needs_person`: `conflict`, `rejected`, `candidates`, `gone`, `permission`.
 */
reason?: string, 
/**
 * The DMS number, where it has one.
 */
id?: string, at?: string, op_id?: string, };

export type WhyView = { 
/**
 * The record's member: `givenName`, `familyName`, `company`, `phone`, `email`, `vin`,
 * `licensePlate`, `postalCode`, `city`, `customerKey`, `birthDate`, `id`, …
 */
field: string, how: string, 
/**
 * What of the record matched, e.g. `…4417`; never more than the row may show.
 */
text: string, };

export type RowView = { local_id: string, id?: string, customer_key?: string, kind: Kind, name: string, company?: string, town?: string, 
/**
 * Last four digits of the best phone number.
 */
phone_end?: string, birth_year?: string, 
/**
 * `Golf 2019`.
 */
vehicle?: string, 
/**
 * When it was last opened at this desk.
 */
seen?: string, why: Array<WhyView>, chip: ChipView, 
/**
 * What the chip speaks of is kept on this desk only.
 */
held?: HeldView, };

export type RowsView = { rows: Array<RowView>, };

export type Flip = { index: number, meaning: Meaning, };

export type SearchRequest = { text: string, 
/**
 * Raised by the window with each key; the answer carries it so that old ones are dropped.
 */
generation: number, 
/**
 * Readings the person flipped.
 */
flips: Array<Flip>, };

export type SearchView = { generation: number, readings: Array<Reading>, 
/**
 * How many customers this desk knows.
 */
customers: number, 
/**
 * When an export was last taken in whole.
 */
as_of?: string, 
/**
 * Where none ever was: when the newest customer was taken in.
 */
newest?: string, took_us: number, 
/**
 * Nineteen of twenty of the last searches here took this long at most.
 */
p95_us?: number, rows: Array<RowView>, 
/**
 * True where more rows match than are shown.
 */
more: boolean, 
/**
 * Changes of the copy that search does not know yet.
 */
pending: number, };

export type Answered = "answered" | "offline" | "failed" | "not_asked";

export type NetworkRowsView = { generation: number, state: Answered, 
/**
 * False whenever the network has more people than are shown.
 */
complete: boolean, total?: number, took_ms: number, rows: Array<RowView>, 
/**
 * Why it failed, as a code: `sign_in`, `throttled`, `slow`, `not_the_network`, `too_short`.
 */
reason?: string, };

export type OpenRequest = { 
/**
 * A network id or a local id.
 */
id: string, };

export type DifferenceView = { field: string, sent: unknown, stored: unknown, };

export type ConflictView = { field: string, base: unknown, mine: unknown, theirs: unknown, };

export type EvidenceView = { field: string, 
/**
 * `agree`, `similar`, `differ`, `missing`.
 */
outcome: string, weight: number, };

export type CandidateView = { local_id: string, id?: string, probability: number, 
/**
 * `same`, `household`, `different`.
 */
relation: string, 
/**
 * A strong candidate needs a choice before anything is saved.
 */
strong: boolean, 
/**
 * Somebody has said already that this is not the person.
 */
ruled_out?: boolean, 
/**
 * Somebody has said so before something changed: these kinds of fields (`phone`, `name`, …).
 */
asked_again?: Array<string>, evidence: Array<EvidenceView>, row: RowView, 
/**
 * For the compare view.
 */
record: CustomerRecord, };

export type HeldView = { 
/**
 * Absent: until somebody sends it.
 */
until?: string, because: string, };

export type EntryView = { op_id: string, 
/**
 * `create` or `update-<section>`.
 */
kind: string, local_id: string, id?: string, name: string, chip: ChipView, age_s: number, attempts: number, 
/**
 * The network's own words, where it refused or failed.
 */
message?: string, 
/**
 * Why somebody gave it up.
 */
cancel_reason?: string, refusals: Array<FieldError>, 
/**
 * With reason `conflict`: what clashes, to be resolved field by field.
 */
conflicts: Array<ConflictView>, 
/**
 * With reason `candidates`: who it may be.
 */
candidates: Array<CandidateView>, 
/**
 * Kept on this desk only.
 */
held?: HeldView, 
/**
 * The customer still stands at the desk.
 */
here: boolean, 
/**
 * Not a byte of it has left: it can be taken back without a word.
 */
unsent: boolean, 
/**
 * A conflict that was decided and has not left: taking it back asks the question again.
 */
decided?: boolean, 
/**
 * What the network keeps otherwise than it was sent.
 */
differs: Array<DifferenceView>, 
/**
 * Network ids of customers who look like a second copy.
 */
twins: Array<string>, };

export type TimelineRequest = { op_id: string, };

export type StepView = { 
/**
 * `typed`, `kept`, `searched`, `compared`, `sent`, `answered`, `adopted`, `verified`, …
 */
what: string, 
/**
 * Where the entry stood afterwards, as the machine calls it.
 */
state: string, at: string, 
/**
 * The last time, where the same happened several times on end.
 */
until?: string, times: number, attempt: number, 
/**
 * Absent: the program by itself.
 */
who?: string, found?: number, 
/**
 * The number the network answered with.
 */
id?: string, 
/**
 * Why, for support.
 */
note?: string, };

export type TimelineView = { entry: EntryView, steps: Array<StepView>, };

export type WrittenView = { 
/**
 * `names.givenName`, `channels[0]`.
 */
path: string, at: string, who: string, 
/**
 * A visitor typed it at the kiosk, and `who` took it over.
 */
kiosk: boolean, state: Standing, 
/**
 * The copy holds the same.
 */
copied: boolean, };

export type CopyView = { 
/**
 * `full` (read from the network), `summary` (an answer to a search) or `import`.
 */
from: string, at: string, 
/**
 * When an answer to a search last added to it.
 */
later?: string, };

export type SourcesView = { 
/**
 * Absent where only this desk knows the customer.
 */
copy?: CopyView, 
/**
 * What was written at this desk and is shown as it was written.
 */
written: Array<WrittenView>, };

export type CustomerView = { local_id: string, id?: string, name: string, 
/**
 * The network's copy with this desk's unsent changes laid over it. The window sends back
 * members it does not know as they are.
 */
record: CustomerRecord, chip: ChipView, 
/**
 * When the copy was read from the network.
 */
as_of?: string, 
/**
 * False where only a search row is known yet: refresh reads the rest.
 */
whole: boolean, 
/**
 * What the network answered on refresh: absent where it was not asked.
 */
network?: Answered, 
/**
 * Entries of this customer that are not finished, oldest first.
 */
entries: Array<EntryView>, 
/**
 * Parts of a write the network dropped or changed.
 */
differs: Array<DifferenceView>, 
/**
 * Values that break a rule and are kept as they are.
 */
doubtful: Array<FieldError>, 
/**
 * Where the values are from; absent where that could not be read.
 */
sources?: SourcesView, };

export type PeekChannel = { kind: ChannelKind, use?: Use, line?: Line, 
/**
 * `…4417`, `m…@sousa.example`.
 */
tail: string, preferred: boolean, };

export type PeekVehicle = { 
/**
 * `Golf 2019`.
 */
name: string, plate?: string, 
/**
 * Its last eight, where there is no plate.
 */
vin_end?: string, };

export type PeekView = { row: RowView, channels: Array<PeekChannel>, addresses: Array<Address>, vehicles: Array<PeekVehicle>, 
/**
 * When the copy was read from the network.
 */
as_of?: string, 
/**
 * False where only a search row is known yet.
 */
whole: boolean, };

export type AdviseRequest = { record: CustomerRecord, };

export type AdviceView = { fields: Array<FieldError>, };

export type SaveSectionRequest = { local_id: string, section: Section, 
/**
 * The section as it shall be. A member that is absent stays, `null` or "" clears it; a list
 * is taken as it stands.
 */
value: unknown, 
/**
 * The section as it stood when the form opened: what was changed elsewhere since is merged, and
 * not undone. Absent: as it is now.
 */
shown?: unknown, 
/**
 * Minted when the form opened: a second press is the same save.
 */
draft: string, 
/**
 * The privacy statement that stood in the form, where it was opened.
 */
statement?: StatementStood, };

export type SavedView = { 
/**
 * Absent where nothing was changed, so nothing was queued.
 */
op_id?: string, customer: CustomerView, 
/**
 * Whom this change made the customer look like.
 */
alike?: Array<CandidateView>, };

export type DecideRequest = { record: CustomerRecord, 
/**
 * Ask this desk's copy only (while typing); otherwise the network too, for at most 3 s.
 */
local_only: boolean, 
/**
 * The window's generation, carried back.
 */
generation: number, 
/**
 * Who stands side by side: where the decision asks nothing, the question is what tells these apart.
 */
shown?: Array<string>, };

export type Action = "use" | "ask" | "create";

export type TreeView = { 
/**
 * `customer_key`, `name_and_contact`, `name_and_vin`, `several`, `none`.
 */
branch: string, ids: Array<string>, };

export type DecisionView = { generation: number, candidates: Array<CandidateView>, tree: TreeView, action: Action, use?: string, 
/**
 * The sentence that names the branch and the evidence, in English for logs and receipts.
 */
reason: string, 
/**
 * The field that best separates the candidates: `vehicle`, `town`, `birth_day`, …
 */
question?: string, network: Answered, 
/**
 * The network was asked, and showed everybody it has.
 */
complete: boolean, };

export type CreateRequest = { 
/**
 * Minted when the form opened: a second press is the same create.
 */
draft: string, record: CustomerRecord, 
/**
 * Candidates a person has ruled out, by network id or local id.
 */
different_from: Array<string>, 
/**
 * Why, by the id it was ruled out with: `said_so`, `same_name`, `relative`,
 * `shared_contact`, `other`, or at most 200 letters of somebody's own.
 */
reasons?: { [key in string]: string }, despite_candidates: boolean, 
/**
 * The kiosk submission this came from.
 */
submission?: string, 
/**
 * The privacy statement that stood in the form, where it was opened.
 */
statement?: StatementStood, };

export type CreateView = { "outcome": "queued", op_id: string, local_id: string, chip: ChipView, } | { "outcome": "candidates", decision: DecisionView, };

export type OutboxRequest = { 
/**
 * Finished ones too.
 */
all: boolean, };

export type OutboxView = { entries: Array<EntryView>, 
/**
 * What this program cannot read: kept as it is, and sent by nobody. Absent: nothing.
 */
aside?: Array<AsideView>, 
/**
 * Customers stored twice, as the look after a create or a change found them. Absent: none.
 */
twins?: Array<DuplicateRow>, };

export type Side = "base" | "mine" | "theirs";

export type Take = { field: string, side: Side, };

export type OutboxAct = { "do": "retry" } | { "do": "cancel", reason: string, } | { "do": "resolve", fields: Array<Take>, } | { "do": "use", id: string, } | { "do": "different", reason?: string, } | { "do": "hold", because: string, until?: string, } | { "do": "release" } | { "do": "undo" } | { "do": "here", here: boolean, };

export type OutboxActRequest = { op_id: string, act: OutboxAct, };

export type KioskFormView = { country: string, 
/**
 * Languages offered, BCP 47.
 */
languages: Array<string>, 
/**
 * Version of the privacy statement shown; its text is in the message catalogue, if not `own`.
 */
statement: string, 
/**
 * The statement in the dealer's own words.
 */
own?: KioskStatementView, 
/**
 * No desk stands beside it: staff see here what waits, by their PIN.
 */
alone?: boolean, 
/**
 * Of the scan; none where it is no driver's licence.
 */
scanned?: KioskScanView, 
/**
 * Of the card that was asked about; none where nothing was said on it.
 */
keepsake?: KioskCodeView, };

export type KioskStatementView = { 
/**
 * By language.
 */
words: { [key in string]: string }, 
/**
 * The language of whoever speaks none of them.
 */
otherwise: string, };

export type StatementView = { version: string, 
/**
 * In the dealer's own words; else its text is in the message catalogue.
 */
own?: KioskStatementView, };

export type StatementStood = { version: string, 
/**
 * The window's.
 */
language: string, };

export type KioskCardView = { code: string, received_at: string, name: string, 
/**
 * Channels and the lines of the address.
 */
lines: Array<string>, reason?: string, plate?: string, consent: { [key in string]: ConsentState }, 
/**
 * To be scanned at the desk this kiosk hands over to.
 */
codes?: Array<KioskCodeView>, };

export type KioskHelpRequest = { 
/**
 * It was rung before: say what came of it, and do not ring.
 */
rung?: boolean, };

export type KioskHelp = "coming" | "rung" | "desk";

export type KioskHelpView = { state: KioskHelp, };

export type PracticeNetworkRequest = { 
/**
 * True cuts the made-up dealer's network, false brings it back; without it nothing changes.
 */
cut?: boolean, };

export type PracticeNetworkView = { cut: boolean, };

export type KioskAddress = { house_number: string, street: string, city: string, postal_code: string, country_code: string, };

export type KioskSubmitRequest = { 
/**
 * Minted when the form opened: a second press is the same submission.
 */
draft: string, language: string, 
/**
 * The version shown. The core sets its own: a page has no say in it.
 */
statement: string, given_name: string, family_name: string, 
/**
 * What they like to be called.
 */
preferred_name?: string, phone: string, email: string, address: KioskAddress, 
/**
 * Per way of contact: `call`, `text`, `email`, `post`. Nothing is pre-ticked.
 */
consent: { [key in string]: ConsentState }, 
/**
 * What brings them here: `sales`, `service`, `parts`, `other`, or nothing.
 */
reason?: string, 
/**
 * Of the car it is about.
 */
plate?: string, };

export type KioskSubmitView = { 
/**
 * What the customer tells the salesperson: `A7K`.
 */
code: string, 
/**
 * Of a kiosk that hands over so: to be scanned at the desk, all of them.
 */
codes?: Array<KioskCodeView>, };

export type SubmissionView = { id: string, code: string, received_at: string, age_s: number, 
/**
 * False where its words cannot be read any more, or were forgotten.
 */
readable: boolean, language: string, 
/**
 * Version of the privacy statement that was shown.
 */
statement: string, 
/**
 * What brings them here: `sales`, `service`, `parts`, `other`.
 */
reason?: string, plate?: string, 
/**
 * Of a card that came as a code: which kiosk it says it is from, who scanned it, and when.
 */
scan?: CardFromView, 
/**
 * As answered, also for a way of contact that was not given.
 */
consent: { [key in string]: ConsentState }, name: string, record: CustomerRecord, 
/**
 * Channels as typed, for the compare view.
 */
channels: Array<Channel>, };

export type SubmissionsView = { submissions: Array<SubmissionView>, };

export type SubmissionReviewRequest = { id: string, };

export type SubmissionReviewView = { submission: SubmissionView, 
/**
 * How many people it may be.
 */
matches: number, 
/**
 * None where the card cannot be read.
 */
decision?: DecisionView, 
/**
 * What the dealer's system would not take as it was typed.
 */
doubts: Array<FieldError>, };

export type SubmissionCloseRequest = { id: string, 
/**
 * `accepted` or `dismissed`.
 */
outcome: string, 
/**
 * Accepted: the customer it led to, by either id.
 */
used?: string, reason?: string, };

export type SetupRequest = { 
/**
 * `keyloop` or `mykaarma`.
 */
network: string, country: string, base_url: string, path: string, enterprise_id: string, store_id: string, api_version: string, dms: string, department_uuid: string, 
/**
 * Empty: as the system has it.
 */
proxy: string, 
/**
 * Client id or user name.
 */
identity: string, 
/**
 * Client secret or password.
 */
secret: string, };

export type PinsSay = "none" | "met" | "missed" | "not_checked";

export type ShownCertificateView = { 
/**
 * Who issued it; empty where it does not say.
 */
issuer: string, pins: PinsSay, };

export type WritableView = { can: Array<string>, cannot: Array<string>, };

export type CheckLineView = { 
/**
 * `name`, `tcp`, `tls`, `clock`, `sign_in`, `scope`, `search`, `read` or `write`.
 */
step: string, ok: boolean, 
/**
 * False: an earlier step failed, or it is left to somebody.
 */
tried: boolean, 
/**
 * On whose word it is good: `proxy` or `profile`.
 */
left_to?: string, 
/**
 * What kind of failure it is.
 */
code?: string, 
/**
 * Whose job it is: `network`, `dms` or `you`.
 */
owner?: string, detail: string, 
/**
 * Of `tls`: the certificate that was shown, whether or not it is accepted.
 */
certificate?: ShownCertificateView, 
/**
 * Of `write`: what the profile of the DMS says.
 */
sections?: WritableView, took_ms: number, };

export type SetupCheckView = { ok: boolean, lines: Array<CheckLineView>, fields: Array<FieldError>, };

export type KioskCodeView = { 
/**
 * Points a side, with what is left free around it.
 */
size: number, 
/**
 * The dark points, as the `d` of an SVG path.
 */
path: string, };

export type CardFromView = { 
/**
 * As IT named it, else the id of its data folder.
 */
station: string, who: string, at: string, };

export type CardScanRequest = { 
/**
 * As the scanner typed it, or as it was pasted: one code or several.
 */
text: string, };

export type CardScanView = { 
/**
 * `card`: it lies here now. `again`: it has lain here before, and waits. `decided`: the same, and
 * somebody has decided it. `parts`: more are to be scanned. Else why nothing was taken: `no_code`,
 * `letters`, `damaged`, `newer`, `desk_key`, `not_paired`, `other_desk`, `expired`, `gone`.
 */
state: string, card?: SubmissionView, 
/**
 * Of a slip, whose state is `slip`: whom it opens, by local id.
 */
customer?: string, 
/**
 * Which parts are missing, counted from one, and of how many.
 */
missing?: Array<number>, of: number, 
/**
 * When a code that is too old was made.
 */
made?: string, };

export type ReceiptKeepRequest = { record: CustomerRecord, 
/**
 * Whom they saw, in that order, by either id.
 */
shown: Array<string>, 
/**
 * `use`, `different` or `unsure`.
 */
said: string, chosen?: string, reason?: string, 
/**
 * How the network stood to it, as the window was told.
 */
network: Answered, complete: boolean, op_id?: string, 
/**
 * The form it was said in.
 */
draft?: string, };

export type ReceiptKeptView = { id: string, };

export type ReceiptsRequest = { about?: string, op_id?: string, 
/**
 * Goes on where an earlier answer ended.
 */
before?: number, };

export type NetworkThenView = { state: Answered, reason?: string, 
/**
 * It showed everybody it has.
 */
complete: boolean, };

export type ReceiptRow = { id: string, at: string, who: string, 
/**
 * `compare`, `save`, `sending`, `twin_check`.
 */
occasion: string, 
/**
 * `use`, `different`, `unsure`, `create`, `ask`.
 */
said: string, 
/**
 * Somebody in it was forgotten: nothing else is left.
 */
forgotten: boolean, 
/**
 * Whom it was asked about; empty where that is not known any more.
 */
name: string, 
/**
 * Who was used.
 */
chosen?: string, reason?: string, 
/**
 * How many candidates there were.
 */
candidates: number, 
/**
 * Where the rules ended.
 */
branch?: string, network?: NetworkThenView, op_id?: string, };

export type ReceiptsView = { 
/**
 * Newest first.
 */
rows: Array<ReceiptRow>, 
/**
 * Where to go on, if there is more.
 */
next?: number, };

export type ReceiptRequest = { id: string, };

export type ReceiptCandidate = { local_id: string, id?: string, name: string, probability: number, relation: string, strong: boolean, ruled_out: boolean, chosen: boolean, evidence: Array<EvidenceView>, 
/**
 * As it was known then.
 */
record: CustomerRecord, };

export type ReceiptKept = { question: CustomerRecord, 
/**
 * What the program made of it, in its own sentence.
 */
sentence: string, action: Action, tree: TreeView, ask?: string, candidates: Array<ReceiptCandidate>, };

export type ReceiptView = { row: ReceiptRow, 
/**
 * Absent once somebody in it was forgotten.
 */
kept?: ReceiptKept, };

export type ChangedView = { 
/**
 * `gone`, `fields`, `new`, `ruled_out`.
 */
what: string, id: string, name: string, 
/**
 * Lines of a comparison: `name`, `phone`, `address`, …
 */
fields: Array<string>, };

export type TodayView = { 
/**
 * The same is decided on what is known today.
 */
same: boolean, action: Action, use_name?: string, branch: string, sentence: string, 
/**
 * Other thresholds hold by now.
 */
policy_changed: boolean, changed: Array<ChangedView>, };

export type ReplayView = { 
/**
 * Today's program says the same of what was known then, byte for byte.
 */
same_program: boolean, today: TodayView, };

export type VerdictsRequest = { about?: string, };

export type SideView = { 
/**
 * As the pair names them.
 */
id: string, local_id?: string, name: string, gone: boolean, };

export type VerdictRow = { one: SideView, other: SideView, same: boolean, reason?: string, who: string, at: string, };

export type VerdictsView = { 
/**
 * Newest first.
 */
rows: Array<VerdictRow>, };

export type PairRequest = { one: string, other: string, };

export type DuplicateNoteRequest = { one: string, other: string, apart?: boolean, };

export type DuplicateRow = { one: SideView, other: SideView, 
/**
 * `person`, `decision`, `twin`, `scan`.
 */
source: string, probability: number, evidence: Array<EvidenceView>, who: string, at: string, checked_at?: string, solved?: string, };

export type ScanAct = "start" | "stop" | "look";

export type ScanView = { running: boolean, looked_at: number, total: number, found: number, new: number, 
/**
 * `done`, `stopped`, `full`, `failed`.
 */
end?: string, };

export type ScanRequest = { act: ScanAct, };

export type DuplicatesView = { 
/**
 * The likeliest first, solved ones last; the first so many.
 */
rows: Array<DuplicateRow>, 
/**
 * How many there are in all, and how many of them are not solved.
 */
total: number, open: number, scan: ScanView, };

export type DuplicatesCheckedView = { solved: number, still_two: number, 
/**
 * The network was not asked, or did not answer.
 */
unknown: number, };

export type DuplicatesExportRequest = { headings: Array<string>, codes: { [key in string]: string }, };

export type ExportedView = { 
/**
 * The file's name, and the folder it lies in.
 */
name: string, folder: string, pairs: number, };

export type LabRequest = { 
/**
 * `id,id,same|different` a line.
 */
pairs: string, 
/**
 * Records, one JSON object a line; without them the pairs are customers of this desk.
 */
a?: string, b?: string, };

export type LabPoint = { log_odds: number, 
/**
 * Pairs of one person, and of two people, at or above it.
 */
right: number, wrong: number, };

export type LabBin = { from: number, to: number, pairs: number, said: number, share: number, };

export type LabUnusable = { 
/**
 * `two_ids`, `label`, `unknown_id`, `not_a_record`.
 */
why: string, count: number, 
/**
 * The first such line.
 */
line: number, };

export type LabView = { same: number, different: number, 
/**
 * Pairs of one person that never became candidates of each other.
 */
missed: number, 
/**
 * At every step of the sliders, from the lowest.
 */
curve: Array<LabPoint>, calibration: Array<LabBin>, unusable: Array<LabUnusable>, };

export type ThresholdsRequest = { use_from: number, ask_from: number, };

export type PolicySaveRequest = { thresholds?: ThresholdsRequest, };

export type LabPastRow = { receipt: ReceiptRow, was: Action, would: Action, 
/**
 * Where the rules end.
 */
branch: string, };

export type LabPastView = { 
/**
 * So many of the latest decisions were decided anew.
 */
looked_at: number, changed: Array<LabPastRow>, };

export type PersonView = { id: string, name: string, 
/**
 * `sales`, `manager`, `kiosk` or `admin`.
 */
role: string, 
/**
 * What the window speaks while they stand here: `de`. Absent: what it speaks anyway.
 */
language?: string, };

export type SeatView = { 
/**
 * Nobody: the desk is locked.
 */
person?: PersonView, 
/**
 * What they may do.
 */
rights: Array<string>, 
/**
 * How long nobody touches the desk before it locks itself.
 */
lock_after_minutes: number, };

export type RoleView = { role: string, rights: Array<string>, };

export type PeopleView = { people: Array<PersonView>, 
/**
 * The roles there are, and what each may do.
 */
roles: Array<RoleView>, 
/**
 * Too many wrong PINs at the kiosk: its door stays shut.
 */
kiosk_shut: boolean, };

export type UnlockRequest = { id: string, pin: string, };

export type UnlockedView = { open: boolean, 
/**
 * So long is to be waited before the next PIN is looked at.
 */
wait_s?: number, 
/**
 * Too many wrong ones: the PIN has to be set anew.
 */
locked: boolean, };

export type PersonSaveRequest = { 
/**
 * Absent: somebody new.
 */
id?: string, name: string, role: string, 
/**
 * Needed for somebody new.
 */
pin?: string, 
/**
 * Absent: as it was. Empty: what the window speaks anyway.
 */
language?: string, };

export type PersonRequest = { id: string, };

export type KioskLeaveRequest = { pin: string, 
/**
 * Stay, and show what waits in a kiosk that stands alone.
 */
look?: boolean, };

export type KioskLeftView = { left: boolean, 
/**
 * So long is to be waited before the next PIN is looked at.
 */
wait_s?: number, 
/**
 * No PIN opens this door any more, or none ever did.
 */
locked: boolean, 
/**
 * What waits, newest first, where that was asked for and the PIN was right.
 */
cards?: Array<KioskCardView>, };

export type RehearsalRequest = { 
/**
 * What is saved while the network is away.
 */
saves: number, 
/**
 * The same seed is the same day.
 */
seed: number, };

export type CountedView = { what: string, count: number, };

export type RehearsalView = { 
/**
 * Nothing lost, nothing doubled, nothing left waiting.
 */
well: boolean, network: string, seed: number, made: number, new: number, in_dms: number, 
/**
 * Never sent by itself: a later change of the same customer took it in.
 */
joined: number, lost: number, doubled: number, waiting: number, 
/**
 * What a person was asked, by reason.
 */
asked: Array<CountedView>, 
/**
 * What the network did to the requests when it was back.
 */
moods: Array<CountedView>, away_s: number, slowest_save_ms: number, 
/**
 * From its return to the first write, and to the last.
 */
first_after_s?: number, all_after_s?: number, };

export type AsideView = { key: string, 
/**
 * `draft`, or of an entry its kind where that can be told, else `entry`.
 */
kind: string, 
/**
 * Whose it is, where they are known here.
 */
local_id?: string, name?: string, at?: string, 
/**
 * Which part of it, for support; never what stands there.
 */
why: string, };

export type PhraseView = { phrase: string, };

export type HeldPart = { 
/**
 * `record`, `outbox`, `drafts`, `submissions`, `consents`, `decisions`, `verdicts`, `set_aside`,
 * `audit` or `log_ids`.
 */
part: string, count: number, };

export type PersonHeldView = { local_id: string, name: string, 
/**
 * Only what there is something of.
 */
parts: Array<HeldPart>, 
/**
 * Changes that have not reached the network.
 */
unsent: number, 
/**
 * All of it, as the file has it.
 */
text: string, };

export type FileView = { name: string, folder: string, };

export type UnsentChoice = "refuse" | "wait" | "cancel";

export type ForgetRequest = { id: string, 
/**
 * `refuse` where nothing is said.
 */
unsent?: UnsentChoice, 
/**
 * Why changes are given up.
 */
reason?: string, };

export type ForgotView = { 
/**
 * They are forgotten once so many changes are sent; 0: they are forgotten.
 */
waiting: number, };

export type AuditRequest = { 
/**
 * Goes on where an earlier answer ended.
 */
before?: number, };

export type AuditRow = { n: number, at: string, who: string, what: string, op_id?: string, };

export type AuditChecked = { rows: number, 
/**
 * The first row that is not as it was written, or is missing.
 */
broken_at?: number, 
/**
 * Rows sealed with a key that is lost.
 */
unproven: number, };

export type AuditView = { 
/**
 * Newest first.
 */
rows: Array<AuditRow>, 
/**
 * Where to go on, if there is more.
 */
next?: number, checked: AuditChecked, };

export type AuditExportRequest = { csv: boolean, };

export type OverviewRequest = { 
/**
 * How far back decisions are looked at: 7, 30 or 90.
 */
days: number, };

export type OverviewView = { days: number, since: string, 
/**
 * There is nothing to look at.
 */
empty: boolean, people: Array<OverridesOf>, 
/**
 * Newest first; the first so many of `overridden`.
 */
overrides: Array<OverrideRow>, overridden: number, 
/**
 * Decisions that say nothing any more: somebody in them was forgotten, or their time is over.
 */
emptied: number, proved: Array<ProvedRow>, unsent: UnsentView, kiosk: CardsView, };

export type OverridesOf = { who: string, created: number, kept_apart: number, 
/**
 * Of those listed as proved, how many this person's word had kept apart.
 */
proved: number, };

export type OverrideRow = { 
/**
 * The receipt it opens.
 */
receipt: string, at: string, who: string, 
/**
 * `create` or `different`.
 */
said: string, 
/**
 * Of the likeliest one it was said against.
 */
probability: number, 
/**
 * The program would have used that one.
 */
would_use: boolean, 
/**
 * One of the answers offered, or `in_words`.
 */
reason?: string, };

export type ProvedRow = { one: string, other: string, at: string, 
/**
 * `person`, `twin`, `joined`.
 */
how: string, 
/**
 * Who said so.
 */
who?: string, 
/**
 * Whose word had kept them apart.
 */
against?: OverrideRow, };

export type UnsentView = { total: number, needs_person: number, oldest?: string, ages: Array<AgeView>, people: Array<UnsentOf>, };

export type AgeView = { 
/**
 * At least so many hours old.
 */
from_h: number, 
/**
 * And less than so many; none: older.
 */
to_h?: number, count: number, };

export type UnsentOf = { who: string, count: number, needs_person: number, oldest: string, };

export type CardsView = { waiting: number, oldest?: string, };

export type LicenceRequest = { 
/**
 * All keys the scanner pressed.
 */
text: string, 
/**
 * A code to scan, too, where no licence is at hand.
 */
specimen?: boolean, };

export type LicenceReadView = { 
/**
 * None where it is no licence.
 */
licence?: LicenceView, 
/**
 * Nobody's licence, where that was asked for.
 */
specimen?: KioskCodeView, };

export type LicenceView = { 
/**
 * What a new customer starts with.
 */
record: CustomerRecord, 
/**
 * What to search for: the narrowest first.
 */
searches: Array<string>, 
/**
 * The day it ends, `YYYY-MM-DD`; kept nowhere.
 */
expires?: string, expired: boolean, doubts: Array<LicenceDoubt>, scanner: ScannerView, };

export type LicenceDoubt = { 
/**
 * `family_name`, `given_name`, `middle_name`, `birth_date`, `address`, `expiry`, `number`.
 */
field: string, 
/**
 * `cut_short`, `unclear`, `missing`.
 */
why: string, };

export type ScannerView = { 
/**
 * `whole`, `no_sign`, `lost`.
 */
header: string, 
/**
 * Between the elements: `kept`, `changed`, `lost`.
 */
marks: string, 
/**
 * What they were changed into.
 */
sign?: string, case_turned: boolean, };

export type KioskFormRequest = { 
/**
 * What a scanner typed, for the visitor's own fields.
 */
scan?: string, 
/**
 * The draft that was handed in just now: what was agreed to on it, to take along.
 */
card?: string, };

export type KioskScanView = { given_name: string, family_name: string, address: KioskAddress, };

export type SetupView = { 
/**
 * The policy file; absent where nothing is locked.
 */
file?: string, 
/**
 * `keyloop.base_url` and what it is locked to.
 */
values: { [key in string]: string }, 
/**
 * The same of what is configured now; never the credentials.
 */
configured: { [key in string]: string }, };

export type SetByItView = { file: string, 
/**
 * `keyloop.base_url`, …
 */
keys: Array<string>, };

export type SpeedView = { count: number, p50: number, p95: number, };

export type SupportPart = { name: string, text: string, };

export type SupportView = { 
/**
 * Exactly this one is saved.
 */
id: string, parts: Array<SupportPart>, };

export type SupportSaveRequest = { id: string, };

export type XrayRow = { n: number, at: string, method: string, route: string, 
/**
 * `answered`, or why there is no whole answer.
 */
outcome: string, status?: number, took_ms: number, attempt: number, correlation_id: string, 
/**
 * All of it, as JSON.
 */
text: string, 
/**
 * A command for a shell with made-up values.
 */
curl: string, };

export type XrayView = { 
/**
 * Whether there is a sandbox to ask again.
 */
practice: boolean, 
/**
 * The newest first.
 */
rows: Array<XrayRow>, };

export type XrayReplayRequest = { n: number, };

export type XrayReplayView = { 
/**
 * False: there was no sandbox that could be asked.
 */
asked: boolean, status?: number, same: boolean, 
/**
 * Where the shape of the answer differs.
 */
differing: Array<string>, };

export type ReleaseState = "off" | "current" | "later" | "next" | "started";

export type ReleaseOff = "packages" | "by_it" | "not_set_up" | "no_key";

export type ReleaseWaits = "sending" | "checking" | "typing" | "kiosk";

export type ReleaseView = { state: ReleaseState, 
/**
 * Of this program.
 */
version: string, off?: ReleaseOff, next?: string, 
/**
 * What whoever made it wrote about it.
 */
notes?: string, waits: Array<ReleaseWaits>, };

export type ImportPieceRequest = { name: string, at: number, 
/**
 * Base64.
 */
data: string, };

export type ImportPieceView = { 
/**
 * Bytes that are here.
 */
held: number, };

export type ImportLookRequest = { 
/**
 * `day_first` or `month_first`.
 */
dates?: string, 
/**
 * A field for a column; "" leaves it out.
 */
columns: { [key in string]: string }, };

export type ImportColumn = { name: string, field?: string, 
/**
 * `chosen`, `sure`, `likely`, `values` or `none`.
 */
confidence: string, samples: Array<string>, };

export type ImportRow = { line: number, record?: CustomerRecord, 
/**
 * Why there is none, in English.
 */
reason?: string, };

export type ImportLookView = { name: string, 
/**
 * Of a table or an address book.
 */
rows?: number, 
/**
 * `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`.
 */
encoding?: string, delimiter?: string, columns: Array<ImportColumn>, 
/**
 * What a column may hold.
 */
fields: Array<string>, 
/**
 * There are birth dates of which only a person knows whether the day comes first.
 */
ask_dates: boolean, 
/**
 * `id` or `dates`: what has to be said before it can begin.
 */
lacks?: string, preview: Array<ImportRow>, };

export type ImportAct = "start" | "stop" | "look" | "drop";

export type ImportActRequest = { act: ImportAct, };

export type ImportRefused = { line: number, 
/**
 * In English.
 */
reason: string, };

export type ImportProgressView = { running: boolean, done: number, size: number, 
/**
 * `done`, `stopped` or `failed`.
 */
end?: string, read: number, stored: number, resumed_after: number, rejected: number, 
/**
 * The first of these.
 */
refused: Array<ImportRefused>, };

export type SelfCheckView = { 
/**
 * `linux`, `windows`, `macos` or `other`.
 */
system: string, lines: Array<SelfCheckLine>, 
/**
 * What fails keeps the kiosk shut at this desk; else it is advice.
 */
refuses: boolean, shut: boolean, although?: AlthoughView, escapes: Array<EscapeView>, 
/**
 * Where that was asked for.
 */
proof?: ProofView, };

export type SelfCheckRequest = { 
/**
 * Whether known and unknown visitors can be told apart, too: `as_it_is`, or with a leak planted first
 * (`bytes`, `requests`, `time`), which has to be found.
 */
prove?: string, };

export type ProofView = { visitors: number, 
/**
 * Answers that differ in more than the letters and digits of the code.
 */
shapes: number, requests_known: number, requests_unknown: number, median_known_us: number, median_unknown_us: number, 
/**
 * What gives somebody away: `bytes`, `requests`, `time`.
 */
leaks: Array<string>, };

export type SelfCheckLine = { point: string, 
/**
 * `pass`, `fail` or `cannot_tell`.
 */
state: string, 
/**
 * What it goes by, as codes.
 */
why: Array<string>, 
/**
 * What to do, in the system's own words: commands and names of settings.
 */
steps: Array<string>, };

export type AlthoughView = { points: Array<string>, by: string, at: string, reason: string, };

export type EscapeView = { 
/**
 * `Ctrl+Alt+F2`
 */
chord: string, 
/**
 * `reached`, `nothing` or `happened`; absent where nobody has tried.
 */
outcome?: string, };

export type AlthoughRequest = { 
/**
 * What failed on the page that was read.
 */
points: Array<string>, reason: string, };

export type EscapesRequest = { 
/**
 * A chord, and what came of it.
 */
outcomes: { [key in string]: string }, };

/** Every command: what it takes and what it gives. */
export interface Commands {
  boot: { request: Nothing; answer: BootView };
  status: { request: Nothing; answer: StatusView };
  search: { request: SearchRequest; answer: SearchView };
  search_network: { request: SearchRequest; answer: NetworkRowsView };
  recent: { request: Nothing; answer: RowsView };
  open: { request: OpenRequest; answer: CustomerView };
  refresh: { request: OpenRequest; answer: CustomerView };
  peek: { request: OpenRequest; answer: PeekView };
  advise: { request: AdviseRequest; answer: AdviceView };
  save_section: { request: SaveSectionRequest; answer: SavedView };
  statement: { request: Nothing; answer: StatementView };
  decide: { request: DecideRequest; answer: DecisionView };
  create: { request: CreateRequest; answer: CreateView };
  outbox: { request: OutboxRequest; answer: OutboxView };
  outbox_act: { request: OutboxActRequest; answer: EntryView };
  timeline: { request: TimelineRequest; answer: TimelineView };
  sync_now: { request: Nothing; answer: StatusView };
  draft_save: { request: DraftView; answer: Nothing };
  drafts: { request: Nothing; answer: DraftsView };
  draft_drop: { request: DraftKey; answer: Nothing };
  submissions: { request: Nothing; answer: SubmissionsView };
  submission_review: { request: SubmissionReviewRequest; answer: SubmissionReviewView };
  submission_close: { request: SubmissionCloseRequest; answer: Nothing };
  card_scan: { request: CardScanRequest; answer: CardScanView };
  slip: { request: OpenRequest; answer: KioskCodeView };
  receipt_keep: { request: ReceiptKeepRequest; answer: ReceiptKeptView };
  receipts: { request: ReceiptsRequest; answer: ReceiptsView };
  receipt: { request: ReceiptRequest; answer: ReceiptView };
  receipt_replay: { request: ReceiptRequest; answer: ReplayView };
  verdicts: { request: VerdictsRequest; answer: VerdictsView };
  verdict_revoke: { request: PairRequest; answer: Nothing };
  duplicates: { request: Nothing; answer: DuplicatesView };
  duplicates_scan: { request: ScanRequest; answer: ScanView };
  duplicates_check: { request: Nothing; answer: DuplicatesCheckedView };
  duplicates_export: { request: DuplicatesExportRequest; answer: ExportedView };
  duplicate_note: { request: DuplicateNoteRequest; answer: Nothing };
  lab_measure: { request: LabRequest; answer: LabView };
  lab_past: { request: ThresholdsRequest; answer: LabPastView };
  policy: { request: Nothing; answer: PolicyView };
  policy_save: { request: PolicySaveRequest; answer: PolicyView };
  setup_check: { request: SetupRequest; answer: SetupCheckView };
  setup_save: { request: SetupRequest; answer: BootView };
  health: { request: Nothing; answer: HealthView };
  rehearse: { request: RehearsalRequest; answer: RehearsalView };
  practise: { request: Nothing; answer: Nothing };
  practice_network: { request: PracticeNetworkRequest; answer: PracticeNetworkView };
  practice_reset: { request: Nothing; answer: Nothing };
  forget: { request: ForgetRequest; answer: ForgotView };
  held: { request: OpenRequest; answer: PersonHeldView };
  held_save: { request: OpenRequest; answer: FileView };
  audit: { request: AuditRequest; answer: AuditView };
  audit_export: { request: AuditExportRequest; answer: FileView };
  overview: { request: OverviewRequest; answer: OverviewView };
  kiosk_open: { request: Nothing; answer: Nothing };
  kiosk_close: { request: Nothing; answer: Nothing };
  self_check: { request: SelfCheckRequest; answer: SelfCheckView };
  self_check_although: { request: AlthoughRequest; answer: SelfCheckView };
  self_check_escapes: { request: EscapesRequest; answer: Nothing };
  kiosk_help_answer: { request: Nothing; answer: Nothing };
  people: { request: Nothing; answer: PeopleView };
  people_unlock: { request: UnlockRequest; answer: UnlockedView };
  people_lock: { request: Nothing; answer: Nothing };
  people_save: { request: PersonSaveRequest; answer: PeopleView };
  people_remove: { request: PersonRequest; answer: PeopleView };
  people_forgive: { request: Nothing; answer: PeopleView };
  support: { request: Nothing; answer: SupportView };
  support_save: { request: SupportSaveRequest; answer: FileView };
  xray: { request: Nothing; answer: XrayView };
  xray_replay: { request: XrayReplayRequest; answer: XrayReplayView };
  release_look: { request: Nothing; answer: ReleaseView };
  release_install: { request: Nothing; answer: ReleaseView };
  setup: { request: Nothing; answer: SetupView };
  phrase_make: { request: Nothing; answer: PhraseView };
  phrase_kept: { request: Nothing; answer: Nothing };
  kiosk_form: { request: KioskFormRequest; answer: KioskFormView };
  kiosk_submit: { request: KioskSubmitRequest; answer: KioskSubmitView };
  kiosk_help: { request: KioskHelpRequest; answer: KioskHelpView };
  kiosk_leave: { request: KioskLeaveRequest; answer: KioskLeftView };
  import_piece: { request: ImportPieceRequest; answer: ImportPieceView };
  import_look: { request: ImportLookRequest; answer: ImportLookView };
  import_act: { request: ImportActRequest; answer: ImportProgressView };
  import_refused: { request: Nothing; answer: FileView };
  licence_read: { request: LicenceRequest; answer: LicenceReadView };
}

export const kioskCommands = ["kiosk_form", "kiosk_submit", "kiosk_help", "kiosk_leave"] as const;
