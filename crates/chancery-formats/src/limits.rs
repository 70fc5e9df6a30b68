//! Limits against files that unpack, nest or run without end. Each has a name, stands in the error that it causes, and can be set.
//!
//! In: `name=value` as a user gives it. Out: the limits. Keeping to them is left to the readers.

use crate::failure::{Failure, Kind};

/// What a source may cost. The defaults keep memory under 256 MB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `item`: bytes of one text, page, line, row or feed after unpacking.
    pub item: u64,
    /// `text`: bytes of one text that is to be read as a document; reading takes some forty times as much memory.
    pub text: u64,
    /// `file`: bytes of one PDF, DOCX or nested zip file, which have to be held as a whole.
    pub file: u64,
    /// `unpacked`: bytes that one source may unpack to, all its levels together.
    pub unpacked: u64,
    /// `ratio`: how many times its packed length something may unpack to; looked at past the first megabyte.
    pub ratio: u64,
    /// `nesting`: how many containers (zip, gzip, WARC) may stand within one another.
    pub nesting: u64,
    /// `entries`: how many members a zip file or feed may have.
    pub entries: u64,
    /// `failures`: how many failures in a row end the reading of a container.
    pub failures: u64,
    /// `depth`: how deep elements of HTML or XML may stand within one another.
    pub depth: u64,
    /// `nodes`: elements, attributes and stretches of text that a page or XML file may have.
    pub nodes: u64,
    /// `seconds`: computing time that the PDF program may take for one file of up to a megabyte; a second more for each further one.
    pub seconds: u64,
    /// `memory`: bytes of memory that the PDF program may take.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            item: 16 << 20,
            text: 3 << 20,
            file: 64 << 20,
            unpacked: 64 << 30,
            ratio: 200,
            nesting: 4,
            entries: 200_000,
            failures: 200,
            depth: 1_000,
            nodes: 600_000,
            seconds: 1,
            memory: 192 << 20,
        }
    }
}

impl Limits {
    /// For what was within its limits once, whatever they were: sizes are not looked at again.
    pub fn kept() -> Limits {
        let any = u64::MAX >> 1;
        Limits { item: any, text: any, file: any, unpacked: any, ratio: any, nodes: any, ..Limits::default() }
    }

    /// The names of all limits, in the order of the struct.
    pub const NAMES: [&'static str; 12] =
        ["item", "text", "file", "unpacked", "ratio", "nesting", "entries", "failures", "depth", "nodes", "seconds", "memory"];

    /// Sets a limit as `name=value`; sizes take `K`, `M` or `G`: `item=32M`.
    ///
    /// # Errors
    /// An unknown name or a value that is no number.
    pub fn set(&mut self, assignment: &str) -> Result<(), Failure> {
        let wrong = |found: &str| {
            let names = Limits::NAMES.join(", ");
            Failure::new(Kind::Usage, assignment, format!("expected NAME=NUMBER with one of {names}, found {found}. Example: item=32M."))
        };
        let (name, value) = assignment.split_once('=').ok_or_else(|| wrong("no ="))?;
        let value = value.trim();
        let (digits, shift) = match value.as_bytes().last() {
            Some(b'K' | b'k') => (&value[..value.len() - 1], 10),
            Some(b'M' | b'm') => (&value[..value.len() - 1], 20),
            Some(b'G' | b'g') => (&value[..value.len() - 1], 30),
            _ => (value, 0),
        };
        let number = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift)).ok_or_else(|| wrong(&format!("the value {value:?}")))?;
        let slot = match name.trim() {
            "item" => &mut self.item,
            "text" => &mut self.text,
            "file" => &mut self.file,
            "unpacked" => &mut self.unpacked,
            "ratio" => &mut self.ratio,
            "nesting" => &mut self.nesting,
            "entries" => &mut self.entries,
            "failures" => &mut self.failures,
            "depth" => &mut self.depth,
            "nodes" => &mut self.nodes,
            "seconds" => &mut self.seconds,
            "memory" => &mut self.memory,
            other => return Err(wrong(&format!("the name {other:?}"))),
        };
        *slot = number;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_can_be_set_and_others_are_refused() {
        for name in Limits::NAMES {
            let mut limits = Limits::default();
            limits.set(&format!("{name}=7K")).unwrap();
            assert_ne!(limits, Limits::default(), "{name}");
        }
        for wrong in ["item", "item=", "item=-1", "items=3", "item=99999999999999999G", "=3"] {
            assert!(Limits::default().set(wrong).is_err(), "{wrong}");
        }
    }
}
