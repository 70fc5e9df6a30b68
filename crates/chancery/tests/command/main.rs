//! The command as a whole: the built program is run on files of our own writing.

mod annotate;
mod archive;
mod crash;
mod explain;
mod export;
#[path = "../../../chancery-formats/tests/support/mod.rs"]
mod formats;
mod hostile;
mod inputs;
mod json;
mod look;
mod reread;
mod rules;
mod sample;
mod usage;
mod who;
