//! Family names that people take for each other, language by language: how many are found by the
//! other one, by a slip or by how they sound.

#![expect(clippy::unwrap_used, reason = "a helper that fails shall fail its test")]

use customer::{Record, search_term};
use finder::{Customer, Finder, Options, ask, face};

/// A language, how often one of a pair is found by the other at least, and the pairs.
const LANGUAGES: &[(&str, usize, &str)] = &[
    (
        "German",
        79,
        "Schmidt Schmitt; Meyer Maier; Meier Mayr; Müller Mueller; Müller Miller; \
         Schulz Schultze; Hoffmann Hofmann; Neumann Naumann; Fischer Vischer; Vogel Fogel; \
         Weiß Weis; Koch Kock; Becker Bäcker; Krüger Krieger; Schröder Schroeter; \
         Jäger Jaeger; Bauer Baur; Wagner Wegner; Schäfer Schaffer; Kaiser Kayser; \
         Kaiser Keyser; Pfeiffer Pfeifer; Pfeiffer Peifer; Bäumler Beumler; Wolf Wolff; \
         Zimmermann Cimmermann; Philipp Filip; Stephan Stefan; Horst Horscht; Kunz Kuntz; \
         Dietz Dietsch; Gerhardt Gerhard; Bernhardt Bernard; Seitz Saitz; Xaver Ksaver; \
         Pfister Fister; Walther Walter; Yilmaz Jilmas; Schwarz Schwartz; Rößler Rösler",
    ),
    (
        "Dutch",
        59,
        "Jansen Janssen; Dijkstra Dykstra; Dijk Dyck; Bakker Backer; Visser Fisser; \
         Vries Fries; Smit Smid; Smit Smith; Meijer Meyer; Meijer Maaier; Mulder Molder; \
         Kuiper Kuyper; Kuijpers Kuipers; Huizinga Huisinga; Zuidema Suidema; \
         Schouten Skouten; Kok Cock; Hendriks Hendrix; Hendrickx Hendriks; Claes Klaas; \
         Gerritsen Gerritzen; Verhoeven Verhoefen; Wouters Wauters; Vanhoutte Vanhaute; \
         Peeters Peters; Sijbrand Siebrand; Thijssen Tissen; Thijs Tijs; \
         Schrijver Schryver; Nijhuis Nyhuis",
    ),
    (
        "French",
        74,
        "Lefèvre Lefebvre; Dupont Dupond; Thibault Thibaud; Thibault Tibo; Renault Renaud; \
         Renault Reno; Beaumont Bomont; Martin Martain; Girard Girart; Durand Durant; \
         Rousseau Rousso; Moreau Moro; Michaud Michot; Perrault Perraud; Arnault Arnaud; \
         Gauthier Gautier; Gauthier Gotier; Philippe Filipe; Lambert Lamber; \
         Bernard Bernar; Chauvin Chovin; Joly Joli; Guérin Gerin; Guillaume Guiome; \
         Quentin Kantin; Jacques Jaques; Geoffroy Joffroy; Gérard Jérard; Lacroix Lacroi; \
         Dubois Duboi; Leroux Leroue; Benoît Benoit; Hébert Ebert; Henry Henri; \
         Mathieu Matthieu; Marchand Marchant; Poulain Poulin; Roussel Roucel; \
         François Fransois; Besson Beçon",
    ),
    (
        "Portuguese and Spanish",
        76,
        "Sousa Souza; Luís Luiz; Gonçalves Gonsalves; Gonzalez Gonsales; Jiménez Giménez; \
         Jiménez Ximénez; Chávez Chaves; Hernández Ernandes; Rodrígues Rodríguez; \
         Vázquez Básquez; Vásquez Basques; Ibáñez Ibanes; Cebrián Sebrian; Queiroz Queirós; \
         Teixeira Teicheira; Teixeira Texeira; Magalhães Magalhaens; Guimarães Guimaraens; \
         Meireles Meirelles; Moura Mora; Xavier Javier; Javier Xabier; Muñoz Munhoz; \
         Nuñez Nunes; Carvalho Carballo; Carvalho Carvajo; Castilho Castillo; Yáñez Llanez; \
         Guerrero Gerrero; Quintana Kintana; Viera Vieira; Baptista Batista; \
         Assumpção Assunção; Thiago Tiago; Matheus Mateus; Benítez Venitez; Ávila Abila; \
         Zapata Sapata; Escobar Eskobar; Pacheco Patcheco",
    ),
    (
        "the North",
        79,
        "Pettersson Peterson; Hansen Hanssen; Kjell Chell; Kjær Kær; Kjeldsen Keldsen; \
         Nilsson Nielsen; Carlsson Karlsson; Eriksson Ericsson; Svensson Swenson; \
         Göransson Joransson; Gustafsson Gustavsson; Sjöberg Schöberg; Sjöström Shostrom; \
         Wiklund Viklund; Lindqvist Lindkvist; Qvist Kvist; Håkansson Hokanson; \
         Björk Bjoerk; Bjørn Byorn; Hjort Jort; Ljung Jung; Thorsen Torsen; Aagaard Ågård; \
         Gaard Gård; Skjelbred Sjelbred; Stjerna Sjerna; Virtanen Wirtanen; \
         Mäkinen Makinen; Christensen Kristensen; Christoffersen Kristofersen; \
         Jørgensen Joergensen; Möller Møller; Moller Mueller; Olafsson Olavsson; Dahl Dal; \
         Lindahl Lindal; Krogh Krog; Holgersson Holgerson; Åkesson Okesson; \
         Bengtsson Bengtson",
    ),
    (
        "English",
        64,
        "Wright Right; Thompson Tomson; Knight Night; Philips Fillips; Stephens Stevens; \
         Smith Smyth; Clark Clarke; Shaw Shore; Reid Read; Reed Reid; Leigh Lee; \
         Hughes Hews; Hugh Hew; Macdonald McDonald; Mackenzie McKenzie; O'Neill ONeal; \
         Vaughan Vorn; Cholmondeley Chumley; Featherstonehaugh Fanshaw; \
         Nicholson Nickelson; Nicolson Nicholson; Catherine Katherine; Kathryn Catherine; \
         Geoffrey Jeffrey; Gerald Jerald; Shaun Sean; Shaun Shawn; Ashleigh Ashley; \
         Graham Graeme; Wrigley Rigley; Rhodes Roads; Rhys Reece; Whyte White; \
         Whitaker Witaker; Pugh Pew; Schofield Scofield; Burgess Burges; Johnston Johnson; \
         Simpson Simson; Tomlinson Tomlinsen",
    ),
];

/// Whether somebody of one name is found by the other.
fn finds(heard: &str, stored: &str) -> bool {
    let mut record = Record::default();
    record.names.family_name = Some(stored.to_owned());
    let words = face::words(&record, "");
    let finder = Finder::of([Customer { handle: 0, opened: None, words }]).unwrap();
    let pieces = ask::pieces(&search_term::read(heard, ""), "");
    !finder.find(&pieces, Options::new(10), &|| false).unwrap().is_empty()
}

#[test]
fn a_family_name_is_found_by_the_one_it_is_taken_for() {
    let mut fewer = Vec::new();
    for (language, least, pairs) in LANGUAGES {
        let pairs = pairs.split("; ").map(|pair| pair.split_once(' ').unwrap());
        let pairs = pairs.flat_map(|(one, other)| [(one, other), (other, one)]);
        let missed: Vec<&str> = pairs
            .clone()
            .filter(|(heard, stored)| !finds(heard, stored))
            .map(|(heard, _)| heard)
            .collect();
        let found = pairs.count() - missed.len();
        if found < *least {
            fewer.push(format!("{language}: {found} and not {least}, without {missed:?}"));
        }
    }
    assert!(fewer.is_empty(), "{}", fewer.join("\n"));
}
