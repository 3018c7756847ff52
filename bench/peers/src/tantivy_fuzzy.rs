//! tantivy, in memory, one segment in the order of equal matches. First whole words and starts as
//! they were typed; where fewer than ten have them, words and starts with slips: one from four
//! letters on, two from seven, two letters changed round counting as one.
//!
//! Twice: starts looked up among the whole words (a small index), and starts of up to twelve letters
//! kept as words of their own (a large and fast one).

use crate::{Failed, Line, Peer, kept};
use finder::{ask::Piece, face};
use tantivy::{
    Index, IndexReader, TantivyDocument, Term,
    collector::TopDocs,
    directory::RamDirectory,
    query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
};

/// No longer starts are kept.
const LONGEST: usize = 12;

pub struct Tantivy {
    name: &'static str,
    reader: IndexReader,
    words: Vec<Field>,
    /// Where starts are kept, the column of the starts of each column of words.
    starts: Vec<Option<Field>>,
}

fn starts(words: &[&str]) -> String {
    let mut starts: Vec<&str> = Vec::new();
    for word in words {
        let ends = word.char_indices().map(|(at, _)| at).skip(1).chain([word.len()]);
        for start in ends.take(LONGEST).map(|end| &word[..end]) {
            if !starts.contains(&start) {
                starts.push(start);
            }
        }
    }
    starts.join(" ")
}

impl Tantivy {
    pub fn of(lines: &[Line], with_starts: bool) -> Result<Self, Failed> {
        let mut schema = Schema::builder();
        // No word stands twice in a column and no column is too long: neither is worth keeping.
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let words: Vec<Field> =
            kept::COLUMNS.iter().map(|name| schema.add_text_field(name, options.clone())).collect();
        // What is asked for by any part has its ends among the words; starts of all of them would
        // be every part there is.
        let starts_of = |(at, name): (usize, &&str)| {
            let name = format!("{name}_starts");
            (with_starts && !kept::is_by_part(at))
                .then(|| schema.add_text_field(&name, options.clone()))
        };
        let starts_fields: Vec<_> = kept::COLUMNS.iter().enumerate().map(starts_of).collect();
        let mut writer = Index::builder()
            .schema(schema.build())
            .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), 500_000_000)?;
        for line in lines {
            let seen: Vec<_> = face::read(&line.words).collect();
            let mut document = TantivyDocument::default();
            for (at, field) in words.iter().enumerate() {
                let words = kept::words_and_ends(&seen, at);
                document.add_text(*field, words.join(" "));
                if let Some(field) = starts_fields[at] {
                    document.add_text(field, starts(&words));
                }
            }
            writer.add_document(document)?;
        }
        let reader = writer.finalize()?.reader()?;
        let name = if with_starts { "tantivy, starts" } else { "tantivy, fuzzy" };
        Ok(Self { name, reader, words, starts: starts_fields })
    }

    fn start(&self, column: usize, value: &str) -> Box<dyn Query> {
        if let Some(field) = self.starts[column]
            && value.chars().count() <= LONGEST
        {
            let term = Term::from_field_text(field, value);
            return Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        }
        let term = Term::from_field_text(self.words[column], value);
        Box::new(FuzzyTermQuery::new_prefix(term, 0, true))
    }

    fn query(&self, pieces: &[Piece], slips: bool) -> BooleanQuery {
        let pieces = pieces.iter().map(|piece| {
            let mut ways: Vec<(Occur, Box<dyn Query>)> = Vec::new();
            let mut add = |boost: f32, query: Box<dyn Query>| {
                ways.push((Occur::Should, Box::new(BoostQuery::new(query, boost))));
            };
            for way in &piece.ways {
                for column in kept::asked(way.kind) {
                    let boost = if *column == kept::OTHERS { 1.0 } else { 10.0 };
                    let term = Term::from_field_text(self.words[*column], &way.value);
                    let whole = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
                    add(boost, Box::new(whole));
                    add(boost, self.start(*column, &way.value));
                    let most = match way.value.chars().count() {
                        _ if !slips || *column != kept::NAMES => 0,
                        ..4 => 0,
                        4..7 => 1,
                        _ => 2,
                    };
                    for slips in 1..=most {
                        let boost = if slips == 1 { 4.0 } else { 1.0 };
                        let whole = FuzzyTermQuery::new(term.clone(), slips, true);
                        let start = FuzzyTermQuery::new_prefix(term.clone(), slips, true);
                        add(boost, Box::new(whole));
                        add(boost, Box::new(start));
                    }
                }
            }
            (Occur::Must, Box::new(BooleanQuery::new(ways)) as Box<dyn Query>)
        });
        BooleanQuery::new(pieces.collect())
    }
}

impl Peer for Tantivy {
    fn name(&self) -> &'static str {
        self.name
    }

    fn find(&mut self, pieces: &[Piece]) -> Result<Vec<u32>, Failed> {
        let searcher = self.reader.searcher();
        let mut found = Vec::new();
        for slips in [false, true] {
            let top = TopDocs::with_limit(10).order_by_score();
            for (_, address) in searcher.search(&self.query(pieces, slips), &top)? {
                if !found.contains(&address.doc_id) && found.len() < 10 {
                    found.push(address.doc_id);
                }
            }
            if found.len() >= 10 {
                break;
            }
        }
        Ok(found)
    }

    fn bytes(&mut self) -> Result<u64, Failed> {
        Ok(self.reader.searcher().space_usage()?.total().get_bytes())
    }
}
