//! The manual: for each command one line, what it does, and examples.

/// In short, at length, and what stands at the end.
pub type Page = (&'static str, &'static str, &'static str);

pub const IMPORT: Page = (
    "Load a dealer's export (one JSON record a line) into the local copy",
    "Load a dealer's export into the local copy: one JSON record a line, `id` required. A record \
     with a known `id` replaces the copy of it, never anything that waits to be sent.\n\n\
     Lines are numbered from 1, blank ones included; those that cannot be read are reported with \
     number and reason, and the others are stored. Values are kept as they are, even where they \
     break a rule. Interrupted, the same command goes on where it was. On a terminal a bar shows \
     how far it is.\n\n\
     A file that ends in .csv, .tsv or .txt is read as a table, one in .vcf as an address book. What \
     each column holds is guessed from its heading (in seven languages) and its values; --preview \
     shows the guess. A column has to hold the customer's id in the network. Birth dates that could \
     be read in two ways are asked about (exit 3). What such a file says is added to the copy of a \
     customer; what it leaves out stays.\n\n\
     --map FILE says what the guess got wrong, every member optional: {\"encoding\": \"utf-8\", \
     \"utf-16le\", \"utf-16be\" or \"windows-1252\", \"delimiter\": \";\", \"header\": true, \"dates\": \
     \"day_first\" or \"month_first\", \"columns\": {\"Kd-Nr\": \"id\", \"#4\": \"names.familyName\", \
     \"Remark\": null}}. Fields are the record's (names.givenName, identity.birthDate, \
     address.postalCode, vehicle.vin ...), names.full, phone, phone.mobile, phone.home, phone.work, \
     email, email.work, and address.street for street and number in one.",
    "Prints (--json): {\"read\",\"stored\",\"rejected\":[{\"line\",\"reason\"}],\"took_ms\"}; with --preview \
     {\"format\",\"encoding\",\"delimiter\",\"header\",\"dates\",\"rows\",\"columns\":[{\"name\",\"field\",\
     \"confidence\",\"samples\"}],\"lacks\",\"records\"}\n\n\
     Examples:\n  showroomctl import customers.ndjson\n  \
     showroomctl import kunden.csv --preview 5\n  \
     showroomctl import kunden.csv --map kunden.json --refused refused.csv",
);

pub const SEARCH: Page = (
    "Find people by any scrap: name, phone part, e-mail, VIN, plate, postcode, number",
    "What the search box does: finds people by any scrap of a name, phone, e-mail, VIN, plate, \
     postcode or customer key, in any order, accents or not. The local copy answers at once; the \
     network is asked beside it for at most 3 seconds. Offline, without credentials or with \
     --local-only the local copy answers alone, the exit status is 0, and network.state says so.\n\n\
     With --batch each line of FILE is one query: exactly one line of JSON for each, in order, \
     whatever the line holds.",
    "Prints (--json): {\"query\",\"readings\",\"local\":{\"customers\",\"took_us\",\"rows\"},\
     \"network\":{\"state\",\"complete\",\"took_ms\",\"rows\"}}\n\n\
     Examples:\n  showroomctl search mar 4417\n  showroomctl search --local-only 'LS1 4AP' --json\n  \
     showroomctl search --batch queries.txt --limit 5",
);

pub const DECIDE: Page = (
    "Who is this person? Candidates with evidence, the decision tree, and what to do",
    "Compares the person in FILE with everybody known: candidates with their probability, the \
     evidence for and against, the branch of the decision tree, and what follows (use, ask or \
     create). Nothing is written and nothing is queued. A record that carries the id of a known \
     customer leaves that one out. The network is asked for at most 3 seconds, unless \
     --local-only.\n\n\
     With --batch each line of FILE is one record: exactly one line of JSON for each, in order.",
    "Prints (--json): {\"candidates\":[{\"id\",\"local_id\",\"probability\",\"relation\",\"evidence\"}],\
     \"tree\":{\"branch\",\"ids\"},\"action\",\"reason\",\"use\"}\n\n\
     Examples:\n  showroomctl decide person.json --json\n  \
     showroomctl decide --batch people.ndjson --limit 3",
);

pub const SHOW: Page = (
    "Print one record, by network id or local id",
    "Prints one record with what waits to be sent laid over it, where it stands (`state`), and \
     when the network was last read (`as_of`). Members that are unknown are left out. Where only \
     a search row is known here, the network is read first.",
    "Example:\n  showroomctl show 01-16203 --json > maria.json",
);

pub const CREATE: Page = (
    "Queue a new customer, unless candidates stand in the way (exit 4)",
    "Searches before it creates: here and in the network. Where somebody known may be this \
     person, nothing is queued, the candidates are printed as `decide` prints them, and the exit \
     status is 4. Otherwise the new customer is queued; `sync` sends it.\n\n\
     What is newly entered is checked first (exit 3 with the field and the reason).",
    "Prints (--json): {\"op_id\",\"local_id\",\"state\"}\n\n\
     Examples:\n  showroomctl create person.json\n  \
     showroomctl create person.json --different-from 01-16203 --different-from 01-16204\n  \
     showroomctl create person.json --despite-candidates",
);

pub const UPDATE: Page = (
    "Queue a change of one section",
    "Queues a change of one section: names, addresses, identity, communication (the record's \
     channels), personal-details, company or vehicles. FILE holds a record with that section as \
     it shall be; its other sections do not count.\n\n\
     A member that is absent stays as it is, null or \"\" clears it, a value sets it. Lists are \
     given whole: an entry left out is removed, and an empty list removes all. A section this \
     network cannot write is refused (exit 3) before anything is queued. Where nothing differs \
     from what is known, nothing is queued and the state is \"unchanged\".",
    "Prints (--json): {\"op_id\",\"state\"}\n\n\
     Examples:\n  echo '{\"names\":{\"middleName\":\"Ada\",\"title\":null}}' | showroomctl update 01-16203 names -\n  \
     showroomctl update 01-16203 communication new.json && showroomctl sync --until-idle",
);

pub const SYNC: Page = (
    "Send what waits",
    "Sends what waits in the outbox: one pass over what is ready or, with --until-idle, until \
     nothing is waiting, sending or checking any more, at most --timeout seconds. A lane that \
     was paused because the network refused this desk is tried again; a wait the network asked \
     for is kept.\n\n\
     Ends with 0 whatever needs a person (the counts say it), and with 5 if the network was never \
     reached; where nothing waits it is asked once whether it is there. Where another process is sending already, it sends \
     nothing, says \"draining_elsewhere\" and ends with 0.",
    "Prints (--json): {\"done\",\"waiting\",\"checking\",\"needs_person\",\"other_dealers\",\"state\"}. \
     Only the configured dealer's entries are sent and counted; `other_dealers` says how many \
     are kept for others.\n\n\
     Example:\n  showroomctl sync --until-idle --timeout 60",
);

pub const OUTBOX: Page = (
    "What waits, and deciding about it",
    "What this computer still has to send, what needs a person, and what became of the rest. \
     States: waiting, sending, checking (sent, outcome unknown), in_dms, needs_person (with a \
     reason: conflict, rejected, candidates, gone or permission), cancelled.",
    "Examples:\n  showroomctl outbox list --json\n  showroomctl outbox show OP\n  \
     showroomctl outbox resolve OP --field names.middleName=mine --field names.title=theirs\n  \
     showroomctl outbox resolve OP --use 01-16203\n  showroomctl outbox resolve OP --different\n  \
     showroomctl outbox retry OP\n  showroomctl outbox cancel OP --reason 'entered twice'\n  \
     showroomctl outbox show OP --timeline\n  \
     showroomctl outbox hold OP --for 'test drive' --until 2026-11-30T09:00:00Z\n  \
     showroomctl outbox release OP\n  \
     showroomctl outbox slip 01-16203 --svg slip.svg\n  \
     showroomctl outbox seal moved.sealed < passphrase.txt\n  \
     showroomctl outbox unseal moved.sealed < passphrase.txt",
);

pub const KIOSK: Page = (
    "The kiosk's inbox, and whether its computer is fit for visitors",
    "What customers entered at the kiosk. Taking it in asks nobody and tells nothing about who is \
     known; staff decide what becomes of it. `check` looks at eight points of this computer, in the \
     session it is run in: run it where the kiosk runs. What it cannot see it does not call good. \
     A kiosk without a network hands over by code: `pair` prints the desk's key, `pair --to` names \
     it at the kiosk, whose last screen then shows codes; a scanner at the desk, or `scan`, takes \
     them in. The card stays at the kiosk until `clear`, which takes unscanned ones too: a kiosk hears of no \
     scan.",
    "Prints (--json): check {\"system\",\"lines\":[{\"point\",\"state\":\"pass|fail|cannot_tell\",\"why\",\
     \"says\",\"steps\"}],\"refuses\",\"shut\",\"fails\",\"although\",\"escapes\"} · statement {\"own\",\"languages\":[{\"language\",\
     \"shown_in\",\"version\",\"hash\"}]}\n\n\
     Examples:\n  showroomctl kiosk check\n  \
     showroomctl kiosk check --open-although 'beside the desk, staff see it'\n  \
     showroomctl kiosk submit form.json\n  showroomctl kiosk list --json\n  \
     showroomctl kiosk accept SUBMISSION\n  showroomctl kiosk accept SUBMISSION --use 01-16203\n  \
     showroomctl kiosk accept SUBMISSION --dismiss 'a test'\n  \
     showroomctl kiosk statement\n  showroomctl kiosk verify < photographed.txt\n  showroomctl kiosk prove --pairs 1000 --json\n  \
     showroomctl kiosk pair\n  showroomctl kiosk pair --to XUXU... --name Entrance\n  \
     showroomctl kiosk code A7K | ssh desk showroomctl kiosk scan\n  \
     showroomctl kiosk clear --older-than-hours 24",
);

pub const CREDENTIALS: Page = (
    "The network's credentials, in the key store",
    "Keeps the credentials in the operating system's keyring; they are never printed and never \
     stand in a file (except with [keys] store = \"file\", for a practice network). `set` asks \
     nobody, so that it works without the network; those before are kept beside the new ones until \
     `credentials check` finds the new ones accepted, and `restore` puts them back. `set --tested` \
     asks first, and replaces nothing by what the network refuses.",
    "Examples:\n  \
     echo '{\"client_id\":\"…\",\"client_secret\":\"…\"}' | showroomctl credentials set\n  \
     echo '{\"username\":\"…\",\"password\":\"…\"}' | showroomctl credentials set\n  \
     showroomctl credentials check",
);

pub const TRUST: Page = (
    "Who vouches for the network: its certificates, to be pinned",
    "Prints the certificates the network shows, from its own to the root, each with subject, issuer, \
     validity and the pin of its key, and whether this desk accepts them. The handshake is broken off \
     there: nothing is asked and no credentials are needed.\n\n\
     [trust] in showroom.toml (or in the policy) has ca_file, a PEM file with authorities of your own \
     that are believed besides the system's, and pins. With pins an authority of the chain has to be \
     one of them, whoever else is believed: give at least two, of intermediate or root, never of the \
     server. Compare what is printed with what whoever runs the network says before you copy it.",
    "Prints (--json): {\"address\",\"accepted\",\"code\",\"pins\":\"none|met|missed|not_checked\",\
     \"certificates\":[{\"role\":\"server|intermediate|root|own_root|unproved\",\"subject\",\"issuer\",\
     \"valid_from\",\"valid_until\",\"pin\",\"pinned\"}]}\n\n\
     Example:\n  showroomctl trust show",
);

pub const RECEIPTS: Page = (
    "Why it was decided so, and whether it would be decided the same today",
    "Each decision that led to something leaves a receipt: what was asked, who was shown with what \
     was known of them, how the network stood to it, what the program made of it, and what was \
     said. `replay` decides again: on what was known then, with this program (`same_program`: to \
     the byte), and on what is known today. Whoever is forgotten goes from every receipt.",
    "Examples:\n  showroomctl receipts list --json\n  showroomctl receipts list --about 01-16203\n  \
     showroomctl receipts show ID\n  showroomctl receipts replay ID --json",
);

pub const DUPLICATES: Page = (
    "Customers stored twice: the list for whoever can join them in the DMS",
    "Pairs of customers of the network who look like one person: noted by somebody, seen in a \
     decision, found after a create, or found by `scan`, which holds everybody of the local copy \
     against those who share something with them. Nothing is joined from here. The CSV is made for \
     spreadsheet programs: no cell of it is run as a formula.",
    "Examples:\n  showroomctl duplicates scan\n  showroomctl duplicates list --json\n  \
     showroomctl duplicates check\n  showroomctl duplicates export .",
);

pub const HEALTH: Page = (
    "Everything the health page shows; exit 0 only if healthy",
    "Queue depth and oldest waiting age, both files and the key store, customers and sizes, last \
     contact, version; asks the network for at most 3 seconds whether it accepts this desk. Ends \
     with 0 only if healthy, else with 1 and the problems, the first of them on stderr as well. A \
     network that cannot be reached is a problem, though nothing is lost by it; one that asked to wait \
     is none, and is said under `network`; a certificate that is not accepted is a problem, and says \
     whose.",
    "Example:\n  showroomctl health --json",
);

pub const OVERVIEW: Page = (
    "What a manager looks at once a day",
    "Who made somebody anew, or told somebody apart, against a strong match (one the program would \
     have used, or held for that person nine to one); which two customers of the network proved to be \
     one person since, and whose word had kept them apart; how old the unsent work is and whose; how \
     many kiosk cards wait and since when. Decisions are looked at over the last 7, 30 or 90 days, what \
     waits however old it is. No customer's name: `receipts show`, `outbox list` and `kiosk list` have \
     those.",
    "Prints (--json): {\"days\",\"since\",\"empty\",\"overrides\":{\"total\",\"emptied\",\"people\",\"latest\"},\
     \"proved\",\"unsent\":{\"total\",\"needs_person\",\"oldest\",\"ages\",\"people\"},\
     \"kiosk\":{\"waiting\",\"oldest\"}}\n\n\
     Example:\n  showroomctl overview --days 30 --json",
);

pub const RECOVER: Page = (
    "Put a copy in the place of a mine.db that cannot be read",
    "While the desk is open it keeps three encrypted copies of mine.db, made after every 20 new \
     entries or 10 minutes. Where mine.db cannot be read any more (exit 6: damaged), this puts the \
     newest copy that can be read in its place. The unreadable file is kept under a name with the \
     time, never overwritten. What is unfinished in the copy may have been sent since it was made: \
     all of it is looked for in the network before anything is sent, and a change that is not \
     there is decided by a person. What was saved after the copy comes back from mine.journal, a \
     second place where every entry is written before it is called saved; before there is a copy, all of \
     it does (\"from\" is null). A mine.db that can be read is left alone (exit 3).\n\n\
     With --phrase the keys come back, not the file: for a keyring that was lost or replaced. The \
     network's credentials have to be set anew then.",
    "Prints (--json): {\"from\",\"set_aside\",\"entries\",\"unfinished\",\"brought_back\",\"missing\",\"ended_since\",\"journal_torn\"}; with --list \
     [{\"name\",\"at\",\"entries\"}]\n\n\
     Examples:\n  showroomctl recover --list\n  showroomctl recover\n  \
     showroomctl recover --copy mine-1763800000-140.db\n  \
     showroomctl recover --phrase < phrase.txt",
);

pub const KEYS: Page = (
    "The recovery phrase",
    "`phrase` makes a recovery phrase and prints it, once: write it down and keep it away from this \
     computer. With it and the data folder everything can be opened again where the keyring is \
     lost (`recover --phrase`). It is kept nowhere. One made before opens nothing any more.",
    "Prints (--json): {\"phrase\"}\n\nExample:\n  showroomctl keys phrase",
);

pub const PEOPLE: Page = (
    "Who works at this desk: their names, roles and PINs",
    "Where nobody is set up, whoever uses this computer's account may do everything. Otherwise the \
     desk asks for a PIN, and each role has its rights (docs/SECURITY.md). This command line acts as \
     the account of the computer, and is written down as such. A PIN has 6 to 12 digits and is read \
     from stdin.",
    "Prints (--json): {\"id\",\"name\",\"role\"}, for list an array of them\n\nExamples:\n  \
     printf 483920 | showroomctl people add Ana --role admin\n  showroomctl people list\n  \
     printf 719263 | showroomctl people pin Ana\n  showroomctl people role Ana manager\n  \
     showroomctl people remove Ana\n  showroomctl people forgive-kiosk",
);

pub const FORGET: Page = (
    "Forget a person on this computer (the DMS keeps its record)",
    "Removes what this computer holds about a person: the copy, the search index, copies that were \
     set aside, drafts, submissions, what decisions and finished entries said, and the older copies \
     of mine.db. The DMS keeps its record; a search of the network shows them and does not keep them \
     again, opening them does. Refused (exit 3) while unsent changes of theirs are here, which are \
     named: send or cancel them first, or say --wait or --cancel. What is being sent just now cannot \
     be cancelled.",
    "Prints (--json): {\"ok\":true,\"forgotten\":true} or, with --wait, \
     {\"ok\":true,\"forgotten\":false,\"waiting\":n}\n\n\
     Examples:\n  showroomctl forget 01-16203\n  showroomctl forget 01-16203 --wait\n  \
     showroomctl forget 01-16203 --cancel 'asked to be erased'",
);

pub const EXPORT: Page = (
    "Print everything this computer holds about a person",
    "Prints the copy of the record, what was and is in the outbox, drafts, submissions, verdicts, \
     what decisions knew of this person, copies that were set aside, what the audit holds, and by \
     which ids the log names them, as one JSON document. That it was printed stands in the audit.",
    "Example:\n  showroomctl export 01-16203 > maria.json",
);

pub const AUDIT: Page = (
    "Who did what, and whether it still stands as it was written",
    "One row an act: who, when, what, on which entry or customer; no values. Each row is sealed with \
     a key that is in the key store and not in mine.db, and the key store holds how far the audit had \
     come: rows changed, taken out, put in or cut off are found.",
    "Prints (--json): list [{\"n\",\"at\",\"who\",\"what\",\"op_id\",\"about\"}]; check \
     {\"intact\",\"rows\",\"broken_at\",\"fault\",\"unproven\"}\n\n\
     Examples:\n  showroomctl audit list --limit 20\n  showroomctl audit check --json\n  \
     showroomctl audit export --csv > audit.csv",
);

pub const PRIVACY: Page = (
    "Keep nothing longer than it is of use",
    "Lets go of customers nobody has used, of what finished entries said, of drafts, submissions, \
     decisions and logs, each after its time ([privacy] in showroom.toml). What waits to be sent is \
     never touched. The desk does so by itself.",
    "Prints (--json): {\"customers\",\"entries\",\"drafts\",\"submissions\",\"decisions\",\
     \"logs\",\"forgotten\",\"past_their_time\"}\n\n\
     Examples:\n  showroomctl privacy status\n  showroomctl privacy run --json",
);

pub const CONSENT: Page = (
    "What somebody agreed to or refused, when and where",
    "A row for each way of contact, as it was said: by the customer at a kiosk, with version, language \
     and hash of the privacy statement that was shown, or at the desk, with who wrote it down. The time \
     is that of the saying, also where the card waited for days. Listing is an act of the audit. What \
     holds today is the customer's record.",
    "Prints (--json): [{\"way\",\"contact\",\"choice\",\"said_at\",\"kept_at\",\"actor\",\
     \"who\",\"station\",\"statement\",\"statement_hash\",\"language\",\"source\"}]\n\n\
     Example:\n  showroomctl consent list 01-16203 --json",
);

pub const SUPPORT: Page = (
    "Put together what support is given to look at, without personal data",
    "A .zip with a few texts: versions, the configuration without its secrets, health, where the \
     entries of the outbox stand, and the end of the log. Counts, times and words of the program \
     only; ids are hashes under a key of this desk. No value of a record and no text somebody typed. \
     Read it first with --preview: it is the same.",
    "Prints (--json): {\"path\",\"files\"}; with --preview {\"files\":[{\"name\",\"text\"}]}\n\n\
     Examples:\n  showroomctl support --preview\n  showroomctl support --out support.zip",
);

pub const PROFILE: Page = (
    "Hold what the network answers against the profile of its DMS",
    "Asks the configured network, reading only: a search, a few of the customers it finds, somebody who \
     does not exist, and those found again by e-mail, phone and postcode. Prints what is otherwise than \
     the profile and the contract say: lengths, closed lists, required members, members nobody knows, \
     sections and consents that cannot be read, page size and totals, the status of an unknown id, the \
     form of phones and birth dates, the letters. Counts and lengths, no customer's values. What only a \
     write could tell stands under not_tried.",
    "Prints (--json): {\"profile\",\"version\",\"customers\",\"differences\":[{\"kind\",\"field\",\"profile\",\
     \"seen\",\"set\"}],\"not_tried\"}; exit 1 where it differs\n\n\
     Example:\n  showroomctl profile check --json",
);

pub const XRAY: Page = (
    "Look at what was asked of the network, and ask a sandbox the same",
    "Reads what --xray FILE has written after any command that asks the network: for each of its last \
     50 requests route, status, times, attempt, ids, and the shape of both bodies. Values are told by \
     kind and length (<text 5>, <digits 11>); the contract's own words and closed lists stand. It holds \
     nothing of a customer and may be given to the network's support.\n\n\
     --curl prints each as a command for a shell, with made-up values of the same shape. Before it is \
     run set SHOWROOM_BASE (the address up to /customers or /customer), SHOWROOM_TOKEN or SHOWROOM_USER \
     and SHOWROOM_PASSWORD, and SHOWROOM_CUSTOMER, the id of somebody there. --replay sends it to a \
     dealer-sandbox on this computer, and to nothing else, and says whether status and shape are the \
     same. Needs no configuration.",
    "Prints (--json): {\"exchanges\"}; with --curl [{\"n\",\"curl\"}]; with --replay \
     [{\"n\",\"result\":\"same|differs|not_sent\",\"status\",\"same_status\",\"same_shape\",\"differing\"}]\n\n\
     Examples:\n  showroomctl search sousa --xray search.json\n  showroomctl xray search.json\n  \
     showroomctl xray search.json --only 2 --curl\n  \
     showroomctl xray search.json --replay http://127.0.0.1:8787",
);

pub const WIPE: Page = (
    "Remove everything of this desk from this computer, before it is given away",
    "Removes the keys and credentials from the key store, and then mine.db, theirs.db, inbox.db, \
     their copies, the logs, what was saved below the data folder and the windows' browser profile. \
     Refused (exit 3) while something has not reached the network. With --sealed-export what is \
     unfinished goes into FILE first, sealed under the passphrase from stdin, with the last line of \
     the audit; `outbox unseal` takes it in on another desk. Close the desk and its kiosk before. \
     The configuration, and what was saved into Downloads, stay. It cannot be undone.",
    "Prints (--json): {\"sealed\",\"lost\",\"keys\",\"removed\",\"left\"}\n\n\
     Examples:\n  showroomctl wipe --sealed-export /media/stick/moved.sealed < passphrase.txt\n  \
     showroomctl wipe --despite-unsent",
);

pub const LOST_DESK: Page = (
    "For the data-protection officer: what a computer that is gone held",
    "How many people, since when, of how many which kinds of data, whether the files are encrypted \
     and where the keys lie, the last contact with the network, and what was not sent. Counts and \
     times, no values. On the desk while it is there, or on a copy of its data folder (--data-dir); \
     where that cannot be opened, what can be seen from outside.",
    "Prints JSON: {\"encrypted\",\"files\",\"keys_lie_in\",\"opened\",\"people\",\"unsent\",\
     \"last_contact\",…}\n\n\
     Example:\n  showroomctl lost-desk --data-dir /backup/desk-7",
);

pub const ALL: &str = "\
Exit status:
  0  done
  1  anything else
  2  wrong usage
  3  input refused; the field and the reason are said
  4  a person must decide; the candidates are printed
  5  the network is needed and could not be reached
  6  the protected store cannot be opened

Errors go to stderr; with --json as one line: {\"error\":{\"code\",\"message\",\"field\"}}

Files:
  showroom.toml in the configuration folder (or --config) says which network is asked and how.
  The data folder (or --data-dir) holds mine.db, theirs.db (both encrypted) and logs/.
  Keys and credentials lie in the operating system's keyring, never in these files.

Environment:
  SHOWROOM_LOG  filter of the log in the data folder, e.g. info,desk=debug

Examples:
  showroomctl import customers.ndjson
  showroomctl search 'mar 4417' --json
  showroomctl update 01-16203 communication new.json && showroomctl sync --until-idle
  showroomctl outbox resolve 0192… --field names.middleName=mine";
