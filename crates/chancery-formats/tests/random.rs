//! No format panics on any bytes, whole files damaged at random included; and an item's quotes are its text's.

mod support;

use chancery_formats::{Format, Input, Options, open};
use proptest::prelude::*;
use support::*;

/// A good file of each format to damage.
fn good(format: Format) -> Vec<u8> {
    let words = "兩國外長昨日在維也納舉行會談，就邊境貿易與能源合作交換意見。";
    let page = format!("<html><meta charset=big5><h1>題</h1><div class=content><p>{words}<p><a href=x>一</a>{words}<table><tr><td>甲<td>乙</table></div>");
    match format {
        Format::Text => words.into(),
        Format::Html => page.into(),
        Format::Pdf => pdf(MING, &[vec![(60, 700, 11, words.to_owned())]], "/Title(x)"),
        Format::Docx => docx(&format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>")),
        Format::Json => format!("{{\"title\":\"題\",\"text\":\"{words}\",\"date\":\"2026-05-21\"}}").into(),
        Format::JsonArray => format!("[{{\"text\":\"{words}\"}},{{\"body\":[\"{words}\"]}}]").into(),
        Format::JsonLines => format!("{{\"text\":\"{words}\"}}\n{{\"text\":\"<p>{words}</p>\"}}\n").into(),
        Format::Csv => format!("title;text;date\n題;\"{words}\";2026-05-21\n").into(),
        Format::Feed => {
            format!("<rss><channel><title>t</title><item><title>題</title><description>&lt;p&gt;{words}</description></item></channel></rss>").into()
        }
        Format::Warc => [
            record("response", "u", "application/http", &response("Content-Type: text/html", page.as_bytes())),
            record("resource", "u", "text/plain", words.as_bytes()),
        ]
        .concat(),
        Format::Zip => Zip::new().add("a.txt", words.as_bytes()).store("b.html", page.as_bytes()).finish(),
        _ => gzip(words.as_bytes()),
    }
}

fn walk(name: &str, bytes: Vec<u8>, options: &Options) {
    for entry in open(name, Input::bytes(bytes), options).take(1000) {
        let Ok(entry) = entry else { continue };
        if let Ok(item) = entry.read(options) {
            assert!(!item.text.trim().is_empty());
            if let Ok(document) = item.document(None) {
                assert_eq!(document.text.as_str(), item.text.trim_start_matches('\u{FEFF}'));
            }
        }
    }
}

/// PDF files go to another program, which is too slow to be asked thousands of times and has its own tests.
fn formats() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().map(|(format, _)| format).filter(|format| *format != Format::Pdf)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_end_in_items_or_failures(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        walk("x", bytes.clone(), &Options::default());
        for format in formats() {
            walk("x", bytes.clone(), &Options { format: Some(format), ..Options::default() });
        }
    }

    #[test]
    fn random_markup_ends_in_items_or_failures(text in "(<[a-z/!?]{0,6}[ >]|&[a-z#x0-9]{0,5};?|[\"'{}\\[\\],:\\\\\n]|WARC/1|文。){0,120}") {
        for format in formats() {
            walk("x", text.clone().into_bytes(), &Options { format: Some(format), ..Options::default() });
        }
    }

    #[test]
    fn damaged_files_end_in_items_or_failures(places in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8), cut in any::<usize>()) {
        for format in formats() {
            let mut bytes = good(format);
            for (place, byte) in &places {
                let at = place % bytes.len();
                bytes[at] = *byte;
            }
            if cut % 3 == 0 {
                bytes.truncate(cut % bytes.len());
            }
            walk("x", bytes.clone(), &Options::default());
            walk("x", bytes, &Options { format: Some(format), ..Options::default() });
        }
    }
}

#[test]
fn good_files_give_items() {
    for (format, name) in Format::ALL {
        if format == Format::Pdf && !has_pdftotext() {
            continue;
        }
        let options = Options { format: Some(format), ..Options::default() };
        let all = read_with(name, good(format), &options);
        assert!(!all.is_empty() && all.iter().all(Result::is_ok), "{name}: {all:?}");
    }
}

#[test]
fn damaged_pdf_files_end_in_items_or_failures() {
    if !has_pdftotext() {
        return;
    }
    let whole = good(Format::Pdf);
    for at in (0..whole.len()).step_by(whole.len() / 24) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x5A;
        walk("x.pdf", bytes, &Options::default());
    }
}
