//! wip
use crate::Options;
use crate::failure::{Failure, Kind};
use crate::item::{Entry, Read};
pub(crate) fn read(entry: &Entry, _options: &Options) -> Result<Read, Failure> {
    Err(Failure::new(Kind::Unsupported, &entry.name, "wip"))
}
pub(crate) fn plain_title(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}
pub(crate) fn has_tags(_: &str) -> bool {
    false
}
pub(crate) fn fragment(body: &str, _name: &str, _options: &Options) -> Result<String, Failure> {
    Ok(body.to_owned())
}
pub(crate) fn with_title(title: Option<&str>, body: &str) -> String {
    let body = body.trim_matches(['\n', '\r', ' ', '\t']);
    match title.map(str::trim).filter(|title| !title.is_empty()) {
        Some(title) if !body.trim_start().starts_with(title) => format!("{title}\n\n{body}"),
        _ => body.to_owned(),
    }
}
