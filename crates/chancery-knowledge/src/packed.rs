//! The project's own `knowledge/`, packed into the crate by `build.rs`.

use crate::SourceFile;

include!(concat!(env!("OUT_DIR"), "/packed.rs"));

/// The files of `knowledge/` as they were when the program was built.
pub fn packed_files() -> Vec<SourceFile> {
    FILES.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() }).collect()
}
