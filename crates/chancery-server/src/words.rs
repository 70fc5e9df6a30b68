//! The words of the interface in its three languages, by key.
//!
//! In: `data/words.tsv`. Out: the text of a key in a language. Traditional Chinese is written, not converted. A key that the table lacks is shown as it is;
//! a test looks for keys that the code uses and the table lacks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../data/words.tsv");

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// Chinese in traditional script.
    #[default]
    Hant,
    /// Chinese in simplified script.
    Hans,
    /// English.
    En,
}

impl Lang {
    /// All.
    pub const ALL: [Lang; 3] = [Lang::Hant, Lang::Hans, Lang::En];

    /// BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Hant => "zh-Hant",
            Lang::Hans => "zh-Hans",
            Lang::En => "en",
        }
    }

    /// What it calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::Hant => "繁體中文",
            Lang::Hans => "简体中文",
            Lang::En => "English",
        }
    }

    /// The language with a tag.
    pub fn parse(tag: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The best for what a browser accepts.
    pub fn accepted(header: &str) -> Lang {
        for tag in header.split(',').map(|part| part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()) {
            match tag.as_str() {
                "zh-cn" | "zh-sg" | "zh-hans" | "zh" => return Lang::Hans,
                _ if tag.starts_with("zh-hans") => return Lang::Hans,
                _ if tag.starts_with("zh") => return Lang::Hant,
                _ if tag.starts_with("en") => return Lang::En,
                _ => {}
            }
        }
        Lang::En
    }
}

static WORDS: LazyLock<BTreeMap<&'static str, [&'static str; 3]>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.filter_map(|line| {
        let mut cells = line.split('\t');
        let (key, english, hant, hans) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        Some((key, [hant, hans, english]))
    })
    .collect()
});

/// The text of a key, or nothing.
pub fn find(lang: Lang, key: &str) -> Option<&'static str> {
    WORDS.get(key).map(|words| words[lang as usize])
}

/// The text of a key.
pub fn word(lang: Lang, key: &str) -> &str {
    WORDS.get(key).map_or(key, |words| words[lang as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_code_has_words_in_all_languages() {
        let mut missing = Vec::new();
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("own sources").flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let text = std::fs::read_to_string(entry.path()).expect("own sources");
                for (at, _) in text.match_indices(".t(\"") {
                    let key = text[at + 4..].split('"').next().unwrap_or_default();
                    if find(Lang::En, key).is_none() {
                        missing.push(key.to_owned());
                    }
                }
            }
        }
        assert!(missing.is_empty(), "words.tsv lacks {missing:?}");
        let codes = chancery_model::EventKind::ALL.iter().map(|code| format!("kind.{code}"));
        let codes = codes.chain(chancery_model::Status::ALL.iter().map(|code| format!("status.{code}")));
        let codes = codes.chain(chancery_model::InstrumentType::ALL.iter().map(|code| format!("type.{code}")));
        let codes = codes.chain(chancery_model::InstrumentAction::ALL.iter().map(|code| format!("action.{code}")));
        let codes = codes.chain(chancery_model::RelationAction::ALL.iter().map(|code| format!("relation.{code}")));
        let codes = codes.chain(chancery_model::Level::ALL.iter().map(|code| format!("level.{code}")));
        let codes = codes.chain(chancery_model::TermKind::ALL.iter().map(|code| format!("term.{code}")));
        let codes = codes.chain(chancery_register::ExpiryHow::ALL.iter().map(|how| format!("basis.{}", how.as_str())));
        let lacking: Vec<String> = codes.filter(|key| find(Lang::En, key).is_none()).collect();
        assert!(lacking.is_empty(), "words.tsv lacks {lacking:?}");
    }

    #[test]
    fn every_reason_of_the_register_has_words() {
        let keys = ["sources", "settled", "longest", "exact", "all_kept", "once"];
        assert_eq!(keys.len(), chancery_register::preference::ALL.len());
        for (key, told) in keys.iter().zip(chancery_register::preference::ALL) {
            assert_eq!(find(Lang::En, &format!("preference.{key}")), Some(told));
        }
    }

    #[test]
    fn rows_are_whole_and_placeholders_agree() {
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "expected key and three languages: {line}");
            assert!(cells.iter().all(|cell| !cell.trim().is_empty()), "empty cell: {line}");
            let holes = |text: &str| text.matches('{').count();
            assert!(holes(cells[1]) == holes(cells[2]) && holes(cells[2]) == holes(cells[3]), "placeholders differ: {line}");
        }
    }

    #[test]
    fn a_browser_gets_its_language() {
        assert_eq!(Lang::accepted("zh-TW,zh;q=0.9,en;q=0.8"), Lang::Hant);
        assert_eq!(Lang::accepted("zh-CN,zh;q=0.9"), Lang::Hans);
        assert_eq!(Lang::accepted("de, en;q=0.5"), Lang::En);
        assert_eq!(Lang::accepted(""), Lang::En);
    }
}
