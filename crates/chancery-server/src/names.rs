//! What states, organizations, persons, places and offices are called in the languages of the interface, and who is meant by a name.
//!
//! In: the tables of `knowledge/names`. Out: names by id, ids by folded name. Names that the tables lack come from the archive.

use std::collections::BTreeMap;

use chancery_knowledge::SourceFile;
use chancery_text::fold_text;

use crate::words::Lang;

/// Names of the knowledge.
#[derive(Debug, Default)]
pub struct Names {
    by_id: BTreeMap<String, [String; 3]>,
    by_form: BTreeMap<String, Vec<String>>,
    offices: BTreeMap<String, String>,
}

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
            self.offices.insert(id.to_owned(), english.to_owned());
            return;
        }
        let id = format!("{prefix}{id}");
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
        self.by_id.get(id).map(|names| names[lang as usize].as_str())
    }

    /// What an office is called in English. In Chinese each state has its own word for it (總統, 主席), which the tables do not tell.
    pub fn office(&self, id: &str) -> Option<&str> {
        self.offices.get(id.strip_prefix("office:").unwrap_or(id)).map(String::as_str)
    }

    /// Ids of all that bear a name; script and case do not matter.
    pub fn ids(&self, name: &str) -> &[String] {
        self.by_form.get(&key(name)).map_or(&[], Vec::as_slice)
    }

    /// Whether this is the id of a state.
    pub fn is_state(&self, id: &str) -> bool {
        id.len() == 3 && self.by_id.contains_key(id)
    }
}

fn key(form: &str) -> String {
    fold_text(form).to_lowercase()
}
