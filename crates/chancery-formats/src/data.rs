//! The tables of `data/*.txt`: lines of `what<TAB>word`, `#` for notes.

/// The rows of a table in order.
pub(crate) fn rows(table: &'static str) -> Vec<(&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
}

/// The words of one column of a table.
pub(crate) fn words(table: &'static str, what: &str) -> Vec<&'static str> {
    rows(table).into_iter().filter(|(found, _)| *found == what).map(|(_, word)| word).collect()
}
