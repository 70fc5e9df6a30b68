//! The command as a whole: the built program is run on files of our own writing.

mod annotate;
mod archive;
mod explain;
mod export;
mod inputs;
mod json;
mod look;
mod rules;
mod sample;
mod usage;
mod who;
