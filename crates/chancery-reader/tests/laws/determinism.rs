//! The same input gives the same bytes: twice in a row, with a fresh reader, and from two threads at once.

use chancery_knowledge::Knowledge;
use chancery_reader::{Options, Reader};

use crate::{document, reader, sources};

#[test]
fn the_same_document_gives_the_same_bytes() {
    let documents: Vec<_> = sources().iter().map(document).collect();
    let bytes = |reader: &Reader<'_>| -> Vec<String> {
        documents.iter().map(|document| serde_json::to_string(&reader.read(document, &Options::default())).expect("a reading is JSON")).collect()
    };
    let first = bytes(reader());
    assert!(first == bytes(reader()), "a second reading differs");
    let (knowledge, _) = Knowledge::load(&chancery_knowledge::packed_files());
    assert!(first == bytes(&Reader::new(&knowledge)), "a reader made anew reads differently");
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(|| bytes(reader()))).collect();
        for thread in threads {
            assert!(first == thread.join().expect("a thread reads"), "a thread reads differently");
        }
    });
}
