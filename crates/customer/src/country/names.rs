//! What people and their programs write where the two letters of a country belong: its name, in each
//! of the program's languages and its own, the three letters of ISO 3166-1 and the sign at the back
//! of a car. Only countries that customers of a European dealer come from; whatever is not here stays
//! as it was written.

/// The two letters, the three, the sign where it is neither of them, and the names: small letters
/// without accents.
const COUNTRIES: &[(&str, &str, &str, &str)] = &[
    (
        "GB",
        "GBR",
        "",
        "united kingdom|verenigd koninkrijk|vereinigtes konigreich|royaume uni|reino unido|storbritannien|iso britannia|great britain|the united kingdom|england|scotland|wales|northern ireland|grossbritannien|schottland|nordirland|groot brittannie|engeland|schotland|grande bretagne|angleterre|ecosse|gran bretana|inglaterra|escocia|britannia|englanti|skotlanti|skottland",
    ),
    ("IE", "IRL", "", "ireland|ierland|irland|irlande|irlanda|irlanti|republic of ireland|eire"),
    ("FR", "FRA", "F", "france|frankrijk|frankreich|francia|frankrike|ranska"),
    (
        "DE",
        "DEU",
        "D",
        "germany|duitsland|deutschland|allemagne|alemania|tyskland|saksa|brd|bundesrepublik deutschland|germania|federal republic of germany",
    ),
    ("AT", "AUT", "A", "austria|oostenrijk|osterreich|autriche|osterrike|itavalta|oesterreich"),
    ("CH", "CHE", "", "switzerland|zwitserland|schweiz|suisse|suiza|sveitsi|svizzera|la suisse"),
    ("LI", "LIE", "FL", "liechtenstein"),
    (
        "NL",
        "NLD",
        "",
        "netherlands|nederland|niederlande|pays bas|paises bajos|nederlanderna|alankomaat|the netherlands|holland|hollande|holanda|hollanti|koninkrijk der nederlanden",
    ),
    ("BE", "BEL", "B", "belgium|belgie|belgien|belgique|belgica|belgia"),
    ("LU", "LUX", "L", "luxembourg|luxemburg|luxemburgo|letzebuerg"),
    ("ES", "ESP", "E", "spain|spanje|spanien|espagne|espana|espanja"),
    ("PT", "PRT", "P", "portugal|portugali"),
    ("AD", "AND", "", "andorra|andorre"),
    ("IT", "ITA", "I", "italy|italie|italien|italia"),
    ("SM", "SMR", "RSM", "san marino|saint marin"),
    (
        "VA",
        "VAT",
        "V",
        "vatican city|vaticaanstad|vatikanstadt|etat de la cite du vatican|ciudad del vaticano|vatikanstaten|vatikaani|holy see",
    ),
    ("MT", "MLT", "M", "malta|malte"),
    (
        "GR",
        "GRC",
        "",
        "greece|griekenland|griechenland|grece|grecia|grekland|kreikka|ellada|hellas",
    ),
    ("CY", "CYP", "", "cyprus|zypern|chypre|chipre|cypern|kypros"),
    ("DK", "DNK", "", "denmark|denemarken|danemark|dinamarca|danmark|tanska"),
    ("SE", "SWE", "S", "sweden|zweden|schweden|suede|suecia|sverige|ruotsi"),
    ("NO", "NOR", "N", "norway|noorwegen|norwegen|norvege|noruega|norge|norja|noreg"),
    ("FI", "FIN", "", "finland|finnland|finlande|finlandia|suomi"),
    ("AX", "ALA", "", "aland islands|aland|alandinseln|iles aland|islas aland|ahvenanmaa"),
    ("IS", "ISL", "", "iceland|ijsland|island|islande|islandia|islanti"),
    ("FO", "FRO", "", "faroe islands|faeroer|faroer|iles feroe|islas feroe|faroarna|farsaaret"),
    ("GL", "GRL", "", "greenland|groenland|gronland|groenlandia|gronlanti|kalaallit nunaat"),
    ("EE", "EST", "", "estonia|estland|estonie|viro|eesti"),
    ("LV", "LVA", "", "latvia|letland|lettland|lettonie|letonia|latvija"),
    ("LT", "LTU", "", "lithuania|litouwen|litauen|lituanie|lituania|liettua|lietuva"),
    ("PL", "POL", "", "poland|polen|pologne|polonia|puola|polska"),
    (
        "CZ",
        "CZE",
        "",
        "czechia|tsjechie|tschechien|tchequie|chequia|tjeckien|tsekki|czech republic|tsjechische republiek|tschechische republik|republique tcheque|republica checa|ceska republika|cesko|tjeckiska republiken",
    ),
    ("SK", "SVK", "", "slovakia|slowakije|slowakei|slovaquie|eslovaquia|slovakien|slovensko"),
    ("HU", "HUN", "H", "hungary|hongarije|ungarn|hongrie|hungria|ungern|unkari|magyarorszag"),
    ("SI", "SVN", "SLO", "slovenia|slovenie|slowenien|eslovenia|slovenien|slovenija"),
    ("HR", "HRV", "", "croatia|kroatie|kroatien|croatie|croacia|kroatia|hrvatska"),
    (
        "BA",
        "BIH",
        "",
        "bosnia herzegovina|bosnie en herzegovina|bosnien und herzegowina|bosnie herzegovine|bosnia y herzegovina|bosnien och hercegovina|bosnia ja hertsegovina|bosnia and herzegovina|bosnia|bosnien",
    ),
    ("RS", "SRB", "", "serbia|servie|serbien|serbie|srbija"),
    ("ME", "MNE", "", "montenegro"),
    (
        "MK",
        "MKD",
        "NMK",
        "north macedonia|noord macedonie|nordmazedonien|macedoine du nord|macedonia del norte|nordmakedonien|pohjois makedonia|macedonia|mazedonien|makedonien|makedonia",
    ),
    ("AL", "ALB", "", "albania|albanie|albanien"),
    ("XK", "XKX", "RKS", "kosovo"),
    ("BG", "BGR", "", "bulgaria|bulgarije|bulgarien|bulgarie"),
    ("RO", "ROU", "", "romania|roemenie|rumanien|roumanie|rumania"),
    ("MD", "MDA", "", "moldova|moldavie|republik moldau|moldavia|moldavien|republic of moldova"),
    ("UA", "UKR", "", "ukraine|oekraine|ucrania|ukraina"),
    (
        "BY",
        "BLR",
        "",
        "belarus|bielorussie|bielorrusia|valko venaja|weissrussland|wit rusland|vitryssland",
    ),
    (
        "RU",
        "RUS",
        "",
        "russia|rusland|russland|russie|rusia|ryssland|venaja|russian federation|rossija",
    ),
    ("TR", "TUR", "", "turkiye|turkije|turkei|turquie|turquia|turkiet|turkki|turkey"),
    ("GE", "GEO", "", "georgia|georgie|georgien"),
    ("AM", "ARM", "", "armenia|armenie|armenien"),
    (
        "AZ",
        "AZE",
        "",
        "azerbaijan|azerbeidzjan|aserbaidschan|azerbaidjan|azerbaiyan|azerbajdzjan|azerbaidzan",
    ),
    ("GI", "GIB", "GBZ", "gibraltar"),
    ("IM", "IMN", "GBM", "isle of man|ile de man|isla de man|mansaari"),
    ("JE", "JEY", "GBJ", "jersey"),
    ("GG", "GGY", "GBG", "guernsey|guernesey"),
    ("MC", "MCO", "", "monaco"),
    (
        "US",
        "USA",
        "",
        "united states|verenigde staten|vereinigte staaten|etats unis|estados unidos|yhdysvallat|united states of america|the united states|amerika|vereinigte staaten von amerika|verenigde staten van amerika|etats unis d amerique|estados unidos de america|amerikas forenta stater|forenta staterna|amerikan yhdysvallat",
    ),
    ("CA", "CAN", "CDN", "canada|kanada"),
    ("MX", "MEX", "", "mexico|mexiko|mexique|meksiko"),
    ("BR", "BRA", "", "brazil|brazilie|brasilien|bresil|brasil|brasilia"),
    ("AR", "ARG", "RA", "argentina|argentinie|argentinien|argentine|argentiina"),
    ("CL", "CHL", "RCH", "chile|chili"),
    ("CO", "COL", "", "colombia|kolumbien|colombie|kolumbia"),
    ("AU", "AUS", "", "australia|australie|australien"),
    (
        "NZ",
        "NZL",
        "",
        "new zealand|nieuw zeeland|neuseeland|nouvelle zelande|nueva zelanda|nya zeeland|uusi seelanti",
    ),
    (
        "ZA",
        "ZAF",
        "",
        "south africa|zuid afrika|sudafrika|afrique du sud|sudafrica|sydafrika|etela afrikka",
    ),
    ("IN", "IND", "", "india|indien|inde|intia"),
    ("PK", "PAK", "", "pakistan"),
    ("CN", "CHN", "", "china|chine|kina|kiina"),
    ("HK", "HKG", "", "hong kong"),
    ("JP", "JPN", "J", "japan|japon|japani"),
    (
        "KR",
        "KOR",
        "ROK",
        "south korea|zuid korea|sudkorea|coree du sud|corea del sur|sydkorea|etela korea|korea",
    ),
    ("TH", "THA", "T", "thailand|thailande|tailandia|thaimaa"),
    ("VN", "VNM", "", "vietnam"),
    ("PH", "PHL", "RP", "philippines|filipijnen|philippinen|filipinas|filippinerna|filippiinit"),
    ("ID", "IDN", "RI", "indonesia|indonesie|indonesien"),
    ("MY", "MYS", "MAL", "malaysia|maleisie|malaisie|malasia|malesia"),
    ("SG", "SGP", "", "singapore|singapur|singapour"),
    (
        "AE",
        "ARE",
        "UAE",
        "united arab emirates|verenigde arabische emiraten|vereinigte arabische emirate|emirats arabes unis|emiratos arabes unidos|forenade arabemiraten|arabiemiirikunnat|uae|vae|eau",
    ),
    ("SA", "SAU", "KSA", "saudi arabia|saoedi arabie|saudi arabien|arabie saoudite|arabia saudi"),
    ("IL", "ISR", "", "israel"),
    ("EG", "EGY", "", "egypt|egypte|agypten|egipto|egypten|egypti"),
    ("MA", "MAR", "", "morocco|marokko|maroc|marruecos|marocko"),
    ("DZ", "DZA", "", "algeria|algerije|algerien|algerie|argelia|algeriet"),
    ("TN", "TUN", "", "tunisia|tunesie|tunesien|tunisie|tunez|tunisien"),
];

/// The two letters of the country that is meant, of a folded text without spaces.
pub fn find(written: &str) -> Option<&'static str> {
    let named = |names: &str| {
        names.split('|').any(|name| name.chars().filter(|c| *c != ' ').eq(written.chars()))
    };
    let meant = |(_, three, sign, names): &&(&str, &str, &str, &str)| {
        three.eq_ignore_ascii_case(written)
            || !written.is_empty() && sign.eq_ignore_ascii_case(written)
            || named(names)
    };
    COUNTRIES.iter().find(meant).map(|(two, ..)| *two)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{country, fold};

    #[test]
    fn each_name_and_sign_is_folded_and_of_one_country() {
        let mut seen = std::collections::HashMap::new();
        for (two, three, sign, names) in COUNTRIES {
            assert!(country::is_known(two), "{two}");
            for written in names.split('|').chain([*three, *sign]).filter(|w| !w.is_empty()) {
                let folded = fold::joined(written);
                let spelt = if written.len() > 3 { written } else { folded.as_str() };
                assert_eq!(folded, spelt.replace(' ', ""), "{written}");
                assert!(!country::is_known(written), "{written} are the two letters of a country");
                if let Some(other) = seen.insert(folded, two) {
                    assert_eq!(other, two, "{written}");
                }
                assert_eq!(find(&fold::joined(written)), Some(*two), "{written}");
            }
        }
    }
}
