//! wip
use crate::Options;
use crate::entries::{Container, Step};
use crate::failure::{Failure, Kind};
use crate::input::Input;
use crate::item::{Entry, Read};
pub(crate) struct Feed;
impl Feed {
    pub fn open(name: &str, _: Input, _: Option<&str>, _: &Options) -> Result<Feed, Failure> {
        Err(Failure::new(Kind::Unsupported, name, "wip"))
    }
}
impl Container for Feed {
    fn step(&mut self) -> Option<Step> {
        None
    }
}
pub(crate) fn read(entry: &Entry, _options: &Options) -> Result<Read, Failure> {
    Err(Failure::new(Kind::Unsupported, &entry.name, "wip"))
}
