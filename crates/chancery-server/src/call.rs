//! One call: what was asked, by whom, in which language, and what it may look into.
//!
//! In: what the adaptor of HTTP has checked already. Out: parameters by name, words of the interface, names of ids, addresses.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

use chancery_archive::Archive;
use chancery_model::Date;

use crate::accounts::Caller;
use crate::app::App;
use crate::fault::Fault;
use crate::route::{Shape, encode};
use crate::words::{Lang, find, word};

/// One call.
pub(crate) struct Call<'a> {
    pub app: &'a Arc<App>,
    pub archive: &'a Archive,
    /// The archive's state.
    pub mark: &'a str,
    /// Path without the shape's ending.
    pub path: &'a str,
    /// Open parts of the path.
    pub open: &'a [String],
    /// Parameters of the query, checked.
    pub query: &'a [(String, String)],
    /// Fields of a form, or of a JSON body.
    pub form: &'a [(String, String)],
    pub shape: Shape,
    /// Whether it came to `/api/v1`.
    pub api: bool,
    pub lang: Lang,
    /// `light`, `dark` or nothing.
    pub theme: &'a str,
    pub caller: Option<&'a Caller>,
    /// What `If-Match` says.
    pub if_match: Option<&'a str>,
    pub called: RefCell<BTreeMap<String, String>>,
    /// Whether something that is still being made is missing from the answer: it is then not kept.
    pub unfinished: Cell<bool>,
}

impl Call<'_> {
    /// An open part of the path.
    pub fn part(&self, at: usize) -> &str {
        self.open.get(at).map_or("", String::as_str)
    }

    /// The last value of a parameter, unless empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All values of a parameter, also those parted by commas.
    pub fn all(&self, name: &str) -> Vec<String> {
        let values = self.query.iter().filter(|(key, _)| key == name).flat_map(|(_, value)| value.split(','));
        values.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// A day.
    pub fn day(&self, name: &str) -> Option<Date> {
        self.get(name).and_then(Date::parse)
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.get(name).and_then(|value| value.parse().ok())
    }

    /// A field of the form.
    pub fn field(&self, name: &str) -> &str {
        self.form.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Words of the interface.
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        word(self.lang, key)
    }

    /// Words with values in place of `{}`, in order.
    pub fn tf(&self, key: &str, values: &[&dyn Display]) -> String {
        let mut parts = word(self.lang, key).split("{}");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for (at, part) in parts.enumerate() {
            let value = values.get(at).map_or_else(String::new, |value| value.to_string());
            out.push_str(&value);
            // What stands in square brackets is said of more than one.
            let (begin, rest) = part.split_once('[').unwrap_or((part, ""));
            let (ending, tail) = rest.split_once(']').unwrap_or((rest, ""));
            out.push_str(begin);
            out.push_str(if value == "1" { "" } else { ending });
            out.push_str(tail);
        }
        out
    }

    /// A code of the codebook in words; the code itself where there are none.
    pub fn code(&self, family: &str, code: &str) -> String {
        find(self.lang, &format!("{family}.{code}")).map_or_else(|| code.replace('_', " "), str::to_owned)
    }

    /// What an id of a person, state, organization or place is called.
    pub fn name(&self, id: &str) -> String {
        if let Some(name) = self.app.names.name(id, self.lang) {
            return name.to_owned();
        }
        if let Some(name) = self.called.borrow().get(id) {
            return name.clone();
        }
        let name = self.archive.name(id).ok().flatten().map(|name| name.name);
        // A key of something that nobody knows: kind:name@state.
        let plain = || id.split_once(':').map_or(id, |(_, tail)| tail).split(['@', '#']).next().unwrap_or(id).to_owned();
        let name = name.unwrap_or_else(plain);
        self.called.borrow_mut().insert(id.to_owned(), name.clone());
        name
    }

    /// A number as it is written.
    pub fn count(&self, number: usize) -> String {
        crate::parts::group(number as u64)
    }

    /// This address with other parameters: empty values are left out. Pages of a list begin anew.
    pub fn with(&self, changes: &[(&str, &str)]) -> String {
        let skipped = |key: &str| ["after", "lang", "theme"].contains(&key) || changes.iter().any(|(name, _)| *name == key);
        let kept = self.query.iter().filter(|(key, value)| !skipped(key) && !value.is_empty()).map(|(key, value)| (key.as_str(), value.as_str()));
        address(self.path, kept.chain(changes.iter().copied()))
    }

    /// This address as it is.
    pub fn here(&self) -> String {
        let kept = self.query.iter().filter(|(key, value)| !["lang", "theme"].contains(&key.as_str()) && !value.is_empty());
        address(self.path, kept.map(|(key, value)| (key.as_str(), value.as_str())))
    }

    /// This address with the parameters that are kept, and more. Pages of a list begin anew.
    pub fn keeping(&self, keep: impl Fn(&str, &str) -> bool, more: &[(&str, &str)]) -> String {
        let kept = self.query.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let kept = kept.filter(|(key, value)| !["after", "lang", "theme"].contains(key) && !value.is_empty() && keep(key, value));
        address(self.path, kept.chain(more.iter().copied()))
    }

    /// This address in another shape.
    pub fn shaped(&self, ending: &str) -> String {
        let kept = self.query.iter().filter(|(key, value)| !["lang", "theme"].contains(&key.as_str()) && !value.is_empty());
        address(&format!("{}{ending}", if self.path == "/" { "/index" } else { self.path }), kept.map(|(key, value)| (key.as_str(), value.as_str())))
    }

    /// Whoever calls, where that must be known.
    pub fn who(&self) -> Result<&Caller, Fault> {
        self.caller.ok_or_else(|| Fault::new(axum::http::StatusCode::UNAUTHORIZED, "who", "this needs somebody who is known. Sign in."))
    }
}

/// A path with a query.
pub(crate) fn address<'q>(path: &str, query: impl IntoIterator<Item = (&'q str, &'q str)>) -> String {
    let mut out: String = path.split('/').map(|part| encode(&crate::route::decode(part).unwrap_or_default())).collect::<Vec<_>>().join("/");
    let mut sign = '?';
    for (name, value) in query.into_iter().filter(|(_, value)| !value.is_empty()) {
        out.push_str(&format!("{sign}{name}={}", encode(value)));
        sign = '&';
    }
    out
}

/// The address of whatever has an id.
pub(crate) fn record_address(id: &str) -> String {
    let folder = match id.split_once(['-', ':', '|']).map_or("", |(head, _)| head) {
        "ev" => "events",
        "in" => "instruments",
        "st" => "statements",
        "fg" => "figures",
        "rl" => "relations",
        "d" => "documents",
        "formulation" => "wordings",
        _ => "names",
    };
    format!("/{folder}/{}", encode(id))
}
