//! Given names that one person goes by. Written by hand for the countries the product is used in;
//! a name may belong to several groups (Alex, Sacha), and being in one group is a hint, no proof.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Folded names; the first of a group is its full form.
const GROUPS: &[&[&str]] = &[
    // English
    &["abigail", "abby", "abbie", "gail"],
    &["albert", "al", "bert", "bertie"],
    &["alexander", "alex", "alec", "sandy", "xander", "lex", "sacha", "sascha", "sander"],
    &["alexandra", "alex", "sandra", "sandy", "lexi", "sacha", "sascha"],
    &["alfred", "alf", "alfie", "fred", "freddie"],
    &["amanda", "mandy"],
    &["andrew", "andy", "drew", "andi"],
    &["angela", "angie"],
    &["anthony", "tony", "antony", "anton"],
    &["arthur", "art"],
    &["barbara", "barb", "barbie", "babs"],
    &["benjamin", "ben", "benny", "benji", "benno"],
    &["bernard", "bernie", "bernhard", "bernd"],
    &["bradley", "brad"],
    &["caroline", "carol", "carrie", "carolina", "karoline", "caro"],
    &[
        "catherine",
        "cathy",
        "kathy",
        "kate",
        "katie",
        "cath",
        "kathryn",
        "katherine",
        "kath",
        "cat",
        "kitty",
        "kit",
        "katharine",
    ],
    &["cecilia", "cissy", "celia", "cilla"],
    &["charles", "charlie", "chuck", "chas", "chaz", "charly"],
    &["charlotte", "charlie", "lottie", "lotte"],
    &["christian", "chris", "kris"],
    &["christine", "chris", "chrissie", "tina", "christina", "kristina"],
    &["christopher", "chris", "kit", "topher", "kris"],
    &["clifford", "cliff"],
    &["cynthia", "cindy"],
    &["daniel", "dan", "danny", "dani"],
    &["david", "dave", "davy", "dai"],
    &["deborah", "debbie", "deb", "debra"],
    &["dennis", "denny", "den"],
    &["derek", "del"],
    &["donald", "don", "donnie"],
    &["dorothy", "dot", "dottie", "dolly", "dorothea", "thea"],
    &["douglas", "doug", "dougie"],
    &["edward", "ed", "eddie", "ted", "teddy", "ned", "eduard", "eddy"],
    &["edwin", "ed", "eddie"],
    &["eleanor", "ellie", "nell", "nellie", "nora", "elly"],
    &[
        "elizabeth",
        "liz",
        "lizzie",
        "beth",
        "betty",
        "betsy",
        "eliza",
        "libby",
        "lisa",
        "elisabeth",
        "elsie",
        "bess",
        "lizzy",
        "ella",
        "elise",
        "lies",
        "liesbeth",
        "lisbeth",
        "elli",
        "babette",
    ],
    &["emily", "em", "emmy", "millie"],
    &["eugene", "gene"],
    &["florence", "flo", "florrie"],
    &["frances", "fran", "frankie", "fanny"],
    &["francis", "frank", "fran", "frankie"],
    &["franklin", "frank"],
    &["frederick", "fred", "freddie", "freddy", "rick", "frederic", "fredrik"],
    &["gabriel", "gabe"],
    &["geoffrey", "geoff", "jeff", "jeffrey"],
    &["gerald", "gerry", "jerry"],
    &["gillian", "gill", "jill", "jilly"],
    &["gordon", "gord"],
    &["graham", "graeme"],
    &["gregory", "greg"],
    &["harold", "harry", "hal"],
    &["helen", "nell", "nellie", "ellen", "lena"],
    &["henry", "harry", "hank", "hal"],
    &["isabella", "bella", "isabel", "izzy", "isabelle", "belle", "isobel", "isa"],
    &["jack", "john", "jackie"],
    &["jacob", "jake", "jakob", "jacques"],
    &["jacqueline", "jackie", "jacqui"],
    &["james", "jim", "jimmy", "jamie", "jem"],
    &["janet", "jan", "jane"],
    &["jennifer", "jen", "jenny", "jenni"],
    &["jeremy", "jerry", "jez"],
    &["jessica", "jess", "jessie"],
    &["joan", "joanie"],
    &["joanna", "jo", "joanne", "johanna"],
    &["john", "johnny", "jon", "ian", "johnnie", "sean"],
    &["jonathan", "jon", "jonny", "nathan"],
    &["joseph", "joe", "joey", "jo", "josef"],
    &["josephine", "jo", "josie", "josefine", "fien"],
    &["joshua", "josh"],
    &["judith", "judy", "judi"],
    &["julia", "jules", "julie"],
    &["katrina", "trina", "kat"],
    &["kenneth", "ken", "kenny"],
    &["kimberly", "kim", "kimberley"],
    &["lawrence", "larry", "laurie", "laurence", "lars", "lorenz"],
    &["leonard", "len", "lenny", "leo", "leon"],
    &["leslie", "les", "lesley"],
    &["louis", "lou", "louie", "lewis", "luis", "ludwig", "lodewijk"],
    &["louise", "lou", "lulu", "luise", "louisa"],
    &["lucy", "lucille", "lucie"],
    &["madeleine", "maddie", "maddy", "madeline", "leni"],
    &[
        "margaret",
        "maggie",
        "meg",
        "peggy",
        "marge",
        "margie",
        "madge",
        "greta",
        "rita",
        "mags",
        "margarete",
        "gretel",
        "margaretha",
        "margriet",
        "griet",
        "marjo",
    ],
    &["martha", "marty", "patsy"],
    &["martin", "marty", "maarten", "martti"],
    &["mary", "molly", "polly", "may", "mae", "mamie", "maria", "marie", "mia", "mimi"],
    &["matthew", "matt", "matty", "matthias", "mathieu", "matthijs", "thijs", "mattheus"],
    &["maximilian", "max", "maxi", "maxime", "maxwell"],
    &["melanie", "mel"],
    &["melissa", "mel", "missy", "lissa"],
    &[
        "michael", "mike", "mick", "mickey", "mikey", "mitch", "michel", "michiel", "michi",
        "mikko", "mika", "mikael",
    ],
    &["michelle", "shelly", "chelle"],
    &["mildred", "millie"],
    &["nancy", "nan", "ann"],
    &["natalie", "nat", "natalia", "natasha", "tasha"],
    &["nathaniel", "nathan", "nat", "nate"],
    &[
        "nicholas", "nick", "nicky", "nico", "nicolas", "klaus", "claus", "niklas", "nikolaus",
        "niek", "klaas", "niko", "colin",
    ],
    &["nicole", "nicky", "nikki", "nicola", "nic"],
    &["oliver", "ollie", "olivier"],
    &["olivia", "liv", "livvy", "ollie"],
    &["pamela", "pam"],
    &["patricia", "pat", "patty", "trish", "tricia", "patsy"],
    &["patrick", "pat", "paddy", "pad"],
    &["penelope", "penny"],
    &["peter", "pete", "piet", "pieter", "petri", "pekka", "pierre", "pedro", "pit"],
    &["philip", "phil", "pip", "phillip", "philipp", "philippe", "flip"],
    &["rachel", "rach", "rae"],
    &["raymond", "ray"],
    &["rebecca", "becky", "becca", "beck", "rebekka"],
    &["reginald", "reg", "reggie"],
    &["richard", "rick", "dick", "rich", "ricky", "richie", "rickie"],
    &["robert", "rob", "bob", "bobby", "robbie", "bert", "robby", "robin"],
    &["roger", "rodge", "rutger", "ruediger"],
    &["ronald", "ron", "ronnie"],
    &["rosemary", "rose", "rosie", "romy"],
    &["russell", "russ"],
    &["samantha", "sam", "sammy"],
    &["samuel", "sam", "sammy", "sami"],
    &["sarah", "sally", "sadie", "sara"],
    &["sharon", "shaz"],
    &["sophia", "sophie", "sofia", "sofie", "fien"],
    &["stanley", "stan"],
    &["stephanie", "steph", "steffi", "stefanie"],
    &["stephen", "steve", "steven", "stevie", "stefan", "stephan", "stef", "etienne", "steffen"],
    &["stuart", "stu", "stewart"],
    &["susan", "sue", "susie", "suzy", "susanne", "suzanne", "susanna", "suus", "sanna", "sanne"],
    &["terence", "terry", "terrence"],
    &["theodore", "ted", "teddy", "theo", "theodor"],
    &["theresa", "terry", "tess", "tessa", "teresa", "therese", "theresia", "resi"],
    &["thomas", "tom", "tommy", "tomas", "thom", "tuomas", "tomi", "tommi"],
    &["timothy", "tim", "timmy", "timo"],
    &["valerie", "val"],
    &["veronica", "ronnie", "vera", "roni"],
    &["victor", "vic", "viktor"],
    &["victoria", "vicky", "vicki", "tori", "vikki", "vic", "viktoria"],
    &["vincent", "vince", "vinny", "vinnie", "cent"],
    &["virginia", "ginny", "ginger"],
    &["walter", "walt", "wally", "wouter"],
    &[
        "william",
        "will",
        "bill",
        "billy",
        "willie",
        "liam",
        "willy",
        "wilhelm",
        "willem",
        "wim",
        "guillaume",
        "guy",
        "helmut",
        "willi",
        "pim",
    ],
    &["winifred", "winnie", "freda"],
    &["zachary", "zach", "zack", "zak"],
    // German
    &["andreas", "andi", "andy", "andre"],
    &["angelika", "geli"],
    &["brigitte", "gitte", "biggi", "gitta", "birgit"],
    &["elfriede", "friedel", "elfi"],
    &["franziska", "franzi", "ziska"],
    &["friedrich", "fritz", "fred", "friedel", "frits", "frederik"],
    &["gabriele", "gabi", "gaby", "gabriela", "gabrielle"],
    &[
        "georg", "schorsch", "george", "joerg", "jorg", "joris", "juergen", "jurgen", "jyrki",
        "yrjo",
    ],
    &["gerhard", "gerd", "gert", "gerrit", "gerard"],
    &["guenther", "gunther", "guenter", "gunter"],
    &[
        "heinrich", "heinz", "heiner", "hein", "hendrik", "henk", "henri", "heikki", "henrik",
        "heini",
    ],
    &["hildegard", "hilde"],
    &["ingeborg", "inge"],
    &[
        "johannes", "hans", "johann", "hannes", "jan", "johan", "juha", "jean", "joao", "juan",
        "john", "juhani", "jens", "hannu", "jussi",
    ],
    &["jochen", "joachim", "achim", "jo"],
    &["karl", "carl", "kalle", "carlos", "karel", "kaarlo"],
    &[
        "katharina",
        "kathi",
        "katrin",
        "kathrin",
        "kati",
        "katja",
        "katharine",
        "ina",
        "catharina",
        "katariina",
        "trijntje",
        "kaja",
    ],
    &["konrad", "conny", "kurt", "koen", "coen"],
    &["magdalena", "lena", "leni", "magda"],
    &["manfred", "manni", "fred"],
    &["rudolf", "rudi", "rolf", "ruud"],
    &["sebastian", "basti", "bastian", "bas", "seb", "sebastien", "baz"],
    &["siegfried", "sigi", "siggi"],
    &["ulrich", "uli", "ulli", "udo"],
    &["ursula", "uschi", "ulla", "ursel"],
    &["waltraud", "traudl", "traudel"],
    &["wolfgang", "wolf", "wolfi"],
    &["anneliese", "liesel", "lisl", "anneli", "annelie"],
    &["birgitta", "gitta", "gittan", "birgit", "brita", "britta"],
    &["hannelore", "lore", "hanne", "hanni"],
    &[
        "eugen", "jewgeni", "evgenij", "evgeni", "evgeny", "jewgenij", "yevgeny", "eugene",
        "eugenio",
    ],
    &["rosemarie", "rosi", "rosl", "romy"],
    // Polish, Russian, Ukrainian
    &["agnieszka", "aga"],
    &["aleksandr", "sascha", "sasha", "sacha", "alex", "alexander", "alek", "olek", "aleksander"],
    &["aleksandra", "ola", "sascha", "sasha", "alexandra"],
    &["aleksej", "alexej", "alexei", "aljoscha", "ljoscha", "aleksei", "alexey"],
    &["anastasia", "nastja", "nastya", "asya", "anastasija"],
    &["andrzej", "jedrek", "andreas"],
    &["barbara", "basia", "baska"],
    &["dmitrij", "dima", "mitja", "dmitri", "dmitry", "dimitri", "dmytro"],
    &["ekaterina", "katja", "katya", "jekaterina", "katharina", "katia", "kateryna"],
    &["elena", "lena", "jelena", "olena", "yelena", "helena"],
    &["elzbieta", "ela", "elka"],
    &["ewa", "ewka"],
    &["grzegorz", "grzes", "grzesiek", "grzesiu"],
    &["iwan", "wanja", "ivan", "vanya", "vanja"],
    &["jerzy", "jurek"],
    &["joanna", "asia", "aska", "joasia"],
    &["katarzyna", "kasia", "kaska"],
    &["krzysztof", "krzysiek", "krzys", "krzychu"],
    &["ludmila", "mila", "ljudmila", "ljuda", "lyudmila", "liudmila"],
    &["malgorzata", "gosia", "goska", "malgosia"],
    &["maria", "mascha", "masha", "marusia", "marysia"],
    &["michail", "mischa", "misha", "mikhail", "mykhailo"],
    &["natalia", "natascha", "natasha", "natalja", "natalya"],
    &["nikolaj", "kolja", "nikolai", "kolya"],
    &["olga", "olja", "olya"],
    &["pavel", "pascha", "pasha", "pawel"],
    &["sergej", "serjoscha", "sergei", "sergey", "serhij", "serge"],
    &["stanislaw", "staszek", "stas", "stanislav"],
    &["svetlana", "sveta", "swetlana", "sweta"],
    &["tadeusz", "tadek"],
    &["tatjana", "tanja", "tanya", "tatiana", "tania"],
    &["tomasz", "tomek"],
    &["vladimir", "wladimir", "vova", "wowa", "volodja", "volodymyr", "wolodja"],
    &["wojciech", "wojtek"],
    &["zbigniew", "zbyszek"],
    // Turkish and Arabic
    &["abdullah", "abdul", "apo"],
    &["fatma", "fatima", "fato"],
    &["huseyin", "hussein", "hussain", "hossein"],
    &["ibrahim", "ibo", "ibi", "ebrahim", "brahim"],
    &["ismail", "iso", "ismael"],
    &["mehmet", "memo", "memet"],
    &["mohammed", "mo", "muhammad", "mohamed", "muhammed", "mohammad", "mohamad", "moe", "hamo"],
    &["mustafa", "musti", "mustapha", "mostafa"],
    &["suleyman", "sulo", "suleiman", "soliman"],
    &["yusuf", "yousef", "youssef", "yusef", "yousuf", "jusuf", "josef"],
    // Dutch
    &["adriaan", "ad", "arie", "janus", "adrian", "adrien", "adri"],
    &["antonius", "ton", "toon", "anton", "antoon", "antoine", "toni", "antonio", "tonnie"],
    &["bartholomeus", "bart", "mees"],
    &["cornelis", "cees", "kees", "cor", "nelis"],
    &["cornelia", "corrie", "cora", "nelly", "lia", "conny"],
    &["dirk", "diederik", "dietrich", "derk", "dick"],
    &["elisabeth", "els", "betsie", "liesje", "liisa", "elsa", "ilse"],
    &["geertruida", "truus", "geertje", "trudy", "gertrud", "trude", "gertrude"],
    &["gijsbert", "gijs", "bert"],
    &["hubertus", "huub", "bert", "hubert", "bertus"],
    &["jacobus", "koos", "jaap", "co", "sjaak", "jacob", "jaakko", "kobus"],
    &["jozef", "sjef", "jef", "jos", "joseph", "jose", "ze", "pepe", "zeppi", "sepp", "beppo"],
    &["lambertus", "bert", "lambert"],
    &["leonardus", "leo", "leonard"],
    &[
        "maria", "ria", "mieke", "marijke", "mies", "miep", "marja", "maija", "maie", "maike",
        "mari",
    ],
    &["nicolaas", "nico", "klaas", "niek", "claas"],
    &["petronella", "nel", "nelly", "petra", "ella"],
    &["theodorus", "theo", "dorus"],
    &["wilhelmina", "willy", "mien", "mina", "wil", "minna", "helma", "wilma"],
    // Finnish and Swedish
    &["aleksi", "aleksanteri", "ale", "santeri", "aleksandra"],
    &[
        "anna",
        "anni",
        "annika",
        "anne",
        "anja",
        "anneli",
        "annie",
        "anita",
        "ana",
        "ann",
        "hannah",
        "hanna",
        "annu",
        "anneke",
        "anouk",
        "annemarie",
    ],
    &["antti", "andreas", "anders"],
    &["eeva", "eva", "eve"],
    &["helena", "leena", "lena", "helene", "elena", "heleen"],
    &["ilmari", "immu"],
    &["kaisa", "katariina", "kati", "kaija", "kaarina", "karin", "katarina"],
    &["lauri", "lassi", "lasse", "lars"],
    &["olavi", "olli", "ola", "olof", "olaf", "olle"],
    &["paavo", "pauli", "paul", "paulus", "pal", "pavel", "paulo", "pablo"],
    &["ritva", "rita"],
    &["sanni", "susanna", "sanna"],
    &["sirkka", "sisko"],
    &["tapio", "tapani", "tapsa"],
    // French
    &["alexandre", "alex", "sacha"],
    &["benoit", "ben"],
    &["dominique", "dom", "domi", "dominic", "dominik"],
    &["emmanuel", "manu", "manuel", "manny"],
    &["frederique", "fred", "frede"],
    &["jean", "jeannot", "yann"],
    &["jeanne", "jeannette", "jeannine"],
    &["marguerite", "margot", "daisy", "margaux"],
    &["philippe", "phil", "filip", "philipp"],
    &["veronique", "vero"],
    // Portuguese and Spanish
    &[
        "francisco",
        "chico",
        "paco",
        "pancho",
        "xico",
        "frank",
        "francois",
        "frans",
        "franz",
        "fran",
    ],
    &["joao", "jonny", "joca"],
    &["guilherme", "gui", "guillermo", "memo"],
    &["jose", "ze", "pepe", "zeca"],
    &["luis", "lucho", "luiz"],
    &["manuel", "manel", "nelo", "manolo", "manny"],
    &["margarida", "guida", "margarita"],
    &["teresa", "teresinha", "tere"],
    &["dolores", "lola", "dolly"],
    &["rosario", "charo", "rosa"],
    &["concepcion", "concha", "conchita", "conceicao", "sao"],
];

/// `full:short short`, for English: the list of the package `nicknames` (see data/README.md).
const LIST: &str = include_str!("../data/nicknames.txt");

/// All groups: ours, and a line of the list each.
struct Table {
    groups: Vec<Vec<&'static str>>,
    of: HashMap<&'static str, Vec<usize>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let listed = LIST
            .lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(full, short)| std::iter::once(full).chain(short.split(' ')).collect::<Vec<_>>());
        let groups: Vec<Vec<&'static str>> =
            GROUPS.iter().map(|group| group.to_vec()).chain(listed).collect();
        let mut of: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (at, group) in groups.iter().enumerate() {
            for name in group {
                of.entry(name).or_default().push(at);
            }
        }
        Table { groups, of }
    })
}

/// The groups a folded given name is in, for comparing it with many.
pub(crate) fn groups_of(name: &str) -> &'static [usize] {
    table().of.get(name).map_or(&[], Vec::as_slice)
}

/// Whether two folded given names are forms of one.
pub fn related(a: &str, b: &str) -> bool {
    groups_relate(groups_of(a), groups_of(b), a, b)
}

/// Whether one is the full form that the other is short for.
pub(crate) fn short_and_full(a: &str, b: &str) -> bool {
    groups_of(a).iter().any(|at| {
        let group = &table().groups[*at];
        groups_of(b).contains(at) && (group[0] == a || group[0] == b)
    })
}

pub(crate) fn groups_relate(of_a: &[usize], of_b: &[usize], a: &str, b: &str) -> bool {
    a != b
        && of_a.iter().any(|at| {
            // Two short forms of one line of the list are forms of one name only among ours: the
            // list is generous, and "al" is short for twenty names.
            of_b.contains(at)
                && (*at < GROUPS.len() || {
                    let full = table().groups[*at][0];
                    full == a || full == b
                })
        })
}

/// Whether this is a given name that our table has.
pub fn known(name: &str) -> bool {
    ours(groups_of(name))
}

pub(crate) fn ours(groups: &[usize]) -> bool {
    groups.first().is_some_and(|at| *at < GROUPS.len())
}

/// Whether one name is a slip away from a form of the other. Each comes with its groups.
pub(crate) fn near(a: (&str, &[usize]), b: (&str, &[usize])) -> bool {
    let slips = |(name, groups): (&str, &[usize]), other: &str| {
        name.len() >= 4
            && groups.iter().filter(|at| **at < GROUPS.len()).any(|at| {
                table().groups[*at].iter().any(|form| {
                    form.len() >= 4
                        && form.len().abs_diff(other.len()) <= 1
                        && form.as_bytes().first() == other.as_bytes().first()
                        && crate::near::slips(form, other) == 1
                })
            })
    };
    b.0.len() >= 4 && a.0.len() >= 4 && (slips(a, b.0) || slips(b, a.0))
}

/// The full forms of a folded given name, itself not among them.
pub fn full_forms(name: &str) -> Vec<&'static str> {
    let mut full: Vec<&'static str> = groups_of(name)
        .iter()
        .map(|at| table().groups[*at][0])
        .filter(|full| *full != name)
        .collect();
    let mut seen = std::collections::HashSet::new();
    full.retain(|name| seen.insert(*name));
    full
}

/// Every other form of a folded given name, for widening a search. It holds both ways: who is a
/// form of another has that one among their own. Of a line of the list, a short form brings the full
/// one only: "al" is short for twenty names, which are not forms of each other.
pub fn forms(name: &str) -> Vec<&'static str> {
    let mut forms: Vec<&'static str> = groups_of(name)
        .iter()
        .flat_map(|at| {
            let group = table().groups[*at].as_slice();
            let whole = *at < GROUPS.len() || group.first() == Some(&name);
            if whole { group } else { group.get(..1).unwrap_or_default() }
        })
        .copied()
        .filter(|form| *form != name)
        .collect();
    forms.sort_unstable();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_lead_to_the_full_one() {
        for (a, b) in [
            ("bob", "robert"),
            ("liz", "elizabeth"),
            ("kees", "cornelis"),
            ("fritz", "friedrich"),
            ("jussi", "johannes"),
            ("ze", "jose"),
            ("bill", "willem"),
        ] {
            assert!(related(a, b) && related(b, a), "{a} {b}");
        }
        assert!(!related("bob", "john") && !related("xyz", "xyz"));
        assert!(full_forms("bob").starts_with(&["robert"]));
        let slip = |a: &str, b: &str| near((a, groups_of(a)), (b, groups_of(b)));
        assert!(slip("willaim", "bill") && !slip("jolanda", "bill"), "a slip in a full form");
        assert!(forms("bob").contains(&"robert"));
    }

    #[test]
    fn a_form_leads_back_to_the_name_it_is_a_form_of() {
        for name in table().of.keys() {
            for form in forms(name) {
                assert!(forms(form).contains(name), "{form} does not lead to {name}");
            }
        }
        for (short, full) in [("hob", "robert"), ("nonie", "joan"), ("lolly", "lillian")] {
            assert!(forms(short).contains(&full), "{short} {full}");
        }
        assert!(!forms("alf").contains(&"algy"));
    }

    #[test]
    fn every_name_is_written_as_folding_leaves_it() {
        for name in table().groups.iter().flatten() {
            assert_eq!(customer::fold::fold(name), *name);
        }
    }
}
