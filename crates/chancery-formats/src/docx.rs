//! wip
use crate::Options;
use crate::failure::{Failure, Kind};
use crate::item::{Entry, Read};
pub(crate) fn read(entry: &Entry, _options: &Options) -> Result<Read, Failure> {
    Err(Failure::new(Kind::Unsupported, &entry.name, "wip"))
}
