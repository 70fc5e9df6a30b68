//! Lint: what loading can't see in one file, and what it lets pass.
//!
//! In: the knowledge and the files it was loaded from. Out: diagnostics with file, line, column and remedy. What needs running the
//! examples (a frame that another always beats, one that its own examples never use) is found by `chancery_reader::examples::lint`.

mod frames;
mod names;

use crate::{Diagnostic, Knowledge, Severity, SourceFile};

/// Checks references between names, tenures, shared forms and triggers.
pub fn lint(knowledge: &Knowledge, files: &[SourceFile]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    names::check(knowledge, files, &mut found);
    frames::check(knowledge, &mut found);
    found.sort();
    found
}

/// Where a finding stands.
#[derive(Clone, Copy)]
struct At<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

impl At<'_> {
    fn error(self, code: &'static str, message: String, hint: impl Into<String>) -> Diagnostic {
        let At { file, line, column } = self;
        Diagnostic { file: file.into(), line, column, severity: Severity::Error, code, message, hint: hint.into() }
    }

    fn warning(self, code: &'static str, message: String, hint: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..self.error(code, message, hint) }
    }
}
