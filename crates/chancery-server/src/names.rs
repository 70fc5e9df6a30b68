//! What states, organizations, persons, places and offices are called in the languages of the interface, and who is meant by a name.
//!
//! In: the tables of `knowledge/names`; what offices are called in Chinese. Out: names by id, ids by folded name. Names that the tables lack come from the archive.

use std::collections::BTreeMap;

use chancery_knowledge::SourceFile;
use chancery_text::fold_text;

use crate::words::Lang;

/// Names of the knowledge.
#[derive(Debug, Default)]
pub struct Names {
    by_id: BTreeMap<String, [String; 3]>,
    by_form: BTreeMap<String, Vec<String>>,
    /// What states are called in running text, short forms too; folded.
    forms: BTreeMap<String, Vec<String>>,
    /// By id, and by `id@STATE`.
    offices: BTreeMap<String, [String; 3]>,
}

/// What offices are called in Chinese: the tables of the knowledge list the forms to be found, not which of them is the name.
const OFFICES: &str = include_str!("../data/offices.tsv");

/// Cells of a table by column.
struct Row<'a>(&'a [&'a str], Vec<&'a str>);

impl<'a> Row<'a> {
    fn all(&self, column: &str) -> impl Iterator<Item = &'a str> {
        let cell = self.0.iter().position(|name| *name == column).and_then(|at| self.1.get(at)).copied().unwrap_or_default();
        cell.split('|').map(str::trim).filter(|form| !form.is_empty())
    }

    fn first(&self, columns: &[&str]) -> Option<&'a str> {
        columns.iter().find_map(|column| self.all(column).next())
    }
}

impl Names {
    /// From the files of the knowledge.
    pub fn load(files: &[SourceFile]) -> Names {
        let mut names = Names::default();
        for line in OFFICES.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            if let (Some(id), Some(hant), Some(hans)) = (cells.next(), cells.next(), cells.next()) {
                names.offices.insert(id.to_owned(), [hant.to_owned(), hans.to_owned(), String::new()]);
            }
        }
        for file in files.iter().filter(|file| file.path.ends_with(".tsv")) {
            let path = file.path.replace('\\', "/");
            let Some(prefix) = [("states/", ""), ("persons/", "person:"), ("organizations/", "org:"), ("places/", "place:"), ("offices/", "office:")]
                .into_iter()
                .find_map(|(folder, prefix)| path.contains(&format!("names/{folder}")).then_some(prefix))
            else {
                continue;
            };
            let mut lines = file.text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            let header: Vec<&str> = lines.next().map(|line| line.split('\t').collect()).unwrap_or_default();
            for line in lines {
                names.row(prefix, &Row(&header, line.split('\t').collect()));
            }
        }
        names
    }

    fn row(&mut self, prefix: &str, row: &Row<'_>) {
        let Some(id) = row.first(&["id"]) else { return };
        let english = row.first(&["english", "latin"]).unwrap_or(id);
        let hant = row.first(&["hk", "tw", "names", "cn"]).unwrap_or(english);
        let hans = row.first(&["cn"]).or_else(|| row.all("names").find(|form| fold_text(form) == fold_text(hant) && *form != hant)).unwrap_or(hant);
        if prefix == "office:" {
            let form = row.first(&["names"]).unwrap_or(english);
            self.offices.entry(id.to_owned()).or_insert_with(|| [form.to_owned(), form.to_owned(), String::new()])[2] = english.to_owned();
            return;
        }
        let id = format!("{prefix}{id}");
        if prefix.is_empty() {
            self.forms.insert(id.clone(), ["cn", "hk", "tw", "other", "short"].iter().flat_map(|column| row.all(column)).map(fold_text).collect());
        }
        for column in ["english", "latin", "cn", "hk", "tw", "other", "names"] {
            for form in row.all(column) {
                let ids = self.by_form.entry(key(form)).or_default();
                if !ids.contains(&id) {
                    ids.push(id.clone());
                }
            }
        }
        self.by_id.insert(id, [hant.to_owned(), hans.to_owned(), english.to_owned()]);
    }

    /// What an id is called, where the knowledge has it.
    pub fn name(&self, id: &str, lang: Lang) -> Option<&str> {
        self.by_id.get(id).map(|names| plain(names[lang as usize].as_str()))
    }

    /// What an office is called; some states have their own word for it in Chinese.
    pub fn office(&self, id: &str, state: Option<&str>, lang: Lang) -> Option<&str> {
        let id = id.strip_prefix("office:").unwrap_or(id);
        let own = state.filter(|_| lang != Lang::En).and_then(|state| self.offices.get(&format!("{id}@{state}")));
        own.or_else(|| self.offices.get(id)).map(|names| plain(names[lang as usize].as_str())).filter(|name| !name.is_empty())
    }

    /// Ids of all that bear a name; script and case do not matter.
    pub fn ids(&self, name: &str) -> &[String] {
        self.by_form.get(&key(name)).map_or(&[], Vec::as_slice)
    }

    /// What a state is called in running text, folded; nothing for what is no state.
    pub fn forms(&self, id: &str) -> &[String] {
        self.forms.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether this is the id of a state.
    pub fn is_state(&self, id: &str) -> bool {
        id.len() == 3 && self.by_id.contains_key(id)
    }
}

/// The name of an office or a body without what the tables tell it from others by: `(generic)`, `(CHN)`, `(HKG, MAC)`.
fn plain(name: &str) -> &str {
    let states = |inner: &str| inner.split(", ").all(|state| state.len() == 3 && state.bytes().all(|byte| byte.is_ascii_uppercase()));
    let told = name.strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
    told.filter(|(_, inner)| *inner == "generic" || states(inner)).map_or(name, |(name, _)| name)
}

fn key(form: &str) -> String {
    fold_text(form).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_have_names_in_all_languages_and_states_their_own_words() {
        let names = Names::load(&chancery_knowledge::packed_files());
        let known: Vec<&String> = names.offices.keys().filter(|id| !id.contains('@')).collect();
        assert!(known.len() > 400);
        for id in known {
            for lang in Lang::ALL {
                assert!(names.office(id, None, lang).is_some(), "{id} has no name in {}", lang.tag());
            }
        }
        assert_eq!(names.office("president", Some("CHN"), Lang::Hant), Some("國家主席"));
        assert_eq!(names.office("office:president", Some("USA"), Lang::Hans), Some("总统"));
        assert_eq!(names.office("president", Some("CHN"), Lang::En), Some("President"));
        assert_eq!(names.office("nobody", None, Lang::En), None);
        assert_eq!((plain("Premier (CHN)"), plain("Director (generic)"), plain("Head (acting)")), ("Premier", "Director", "Head (acting)"));
    }
}
