//! Laws of the reader over whole documents: the script of a text does not matter, quotes are the text, the same input gives
//! the same bytes, and hostile input costs linear time. Documents: `examples/`, and the annotated news that stands beside
//! the project where it is present (its absence is said, not hidden).

mod determinism;
mod hostile;
mod passages;
mod quotes;
mod script;
mod terms;
mod undated;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chancery_knowledge::{Knowledge, Severity};
use chancery_model::{Date, Document, Reading};
use chancery_reader::{Options, Reader};

/// A text to read.
pub struct Source {
    /// What messages call it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Date of publication, where it is known from elsewhere.
    pub published: Option<Date>,
}

impl Source {
    /// The same source with another text.
    pub fn with(&self, text: String) -> Source {
        Source { name: self.name.clone(), text, published: self.published }
    }
}

/// The built-in knowledge.
pub fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
        let (knowledge, found) = Knowledge::load(&chancery_knowledge::packed_files());
        let errors: Vec<String> = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        // Without knowledge nothing is found, and every law would hold.
        assert!(!knowledge.frames.is_empty() && !knowledge.entities.is_empty(), "the built-in knowledge is empty");
        knowledge
    });
    &KNOWLEDGE
}

/// A reader over the built-in knowledge.
pub fn reader() -> &'static Reader<'static> {
    static READER: LazyLock<Reader<'static>> = LazyLock::new(|| Reader::new(knowledge()));
    &READER
}

/// What intake makes of a source.
pub fn document(source: &Source) -> Document {
    let options = chancery_intake::Options { published: source.published, ..chancery_intake::Options::default() };
    chancery_intake::read_text(&source.text, &source.name, &options).unwrap_or_else(|error| panic!("{}: {error}", source.name))
}

/// Reads a source.
pub fn read(source: &Source) -> Reading {
    reader().read(&document(source), &Options::default())
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    files
}

/// All documents that the laws are tried on.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let name = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut sources: Vec<Source> = files(&root.join("examples"), "txt")
        .iter()
        .map(|path| Source { name: name(path), text: std::fs::read_to_string(path).expect("an example is UTF-8"), published: None })
        .collect();
    assert!(sources.len() >= 12, "expected a dozen examples, found {}", sources.len());
    let annotated = files(&root.join("../shared/eval/dev"), "json");
    if annotated.is_empty() {
        println!("skipped: the annotated news is not beside the project; only the {} examples are read", sources.len());
    }
    for path in annotated {
        let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("an annotation is UTF-8")).expect("an annotation is JSON");
        sources.push(Source {
            name: name(&path),
            text: json["text"].as_str().unwrap_or_default().to_owned(),
            published: json["published"].as_str().and_then(Date::parse),
        });
    }
    sources
}
