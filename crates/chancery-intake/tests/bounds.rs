//! Large and hostile input: no panic, no more than linear time.

use std::time::Instant;

use chancery_intake::{Options, read_bytes, read_text};
use proptest::prelude::*;

fn seconds(text: &str) -> f64 {
    let start = Instant::now();
    let document = read_text(text, "big.txt", &Options::default()).expect("a text");
    assert!(!document.articles.is_empty());
    start.elapsed().as_secs_f64()
}

#[test]
fn large_shapes_take_linear_time() {
    // The limits are generous: a quadratic step takes minutes at these sizes.
    let line = "兩國外長會面，商定重開口岸".repeat((16 << 20) / 39);
    assert!(seconds(&line) < 30.0, "one long line");
    assert!(seconds(&format!("甲乙{}丙丁", "\n".repeat(1_000_000))) < 10.0, "blank lines");
    assert!(seconds(&format!("甲{}乙", "「".repeat(10_000))) < 5.0, "brackets");
    assert!(seconds(&"甲\n".repeat(1_000_000)) < 30.0, "short lines");
    assert!(seconds(&"協定《\n丙》與\n".repeat(100_000)) < 30.0, "joins");
    assert!(seconds(&"資料來源：某社\n\n甲乙丙 丁戊己\n\n【本報訊】某某說。\n\n".repeat(30_000)) < 30.0, "articles");
}

#[test]
fn a_text_of_rules_alone_is_a_document_too() {
    for text in ["-", "----\n\n====\n"] {
        check(&read_text(text, "rules.txt", &Options::default()).expect("a text"));
    }
}

fn check(document: &chancery_model::Document) {
    let mut last = 0;
    assert!(!document.articles.is_empty());
    for block in document.articles.iter().flat_map(|article| &article.blocks) {
        assert!(!block.pieces.is_empty());
        for piece in &block.pieces {
            assert!(piece.start >= last && piece.start < piece.end && piece.end as usize <= document.text.len());
            last = piece.end;
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_end_in_a_document_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(document) = read_bytes(&bytes, "random", &Options::default()) {
            check(&document);
        }
    }

    #[test]
    fn any_text_keeps_its_characters(text in "[甲乙丙丁年月日。，《》「」（）【】訊電：0-9 a-zA-Z.\\-●\u{3000}\u{200B}\n\r\u{2028}]{0,200}") {
        if let Ok(document) = read_text(&text, "random", &Options::default()) {
            prop_assert_eq!(document.text.as_str(), text.as_str());
            check(&document);
        }
    }

    #[test]
    fn lines_of_a_page_in_any_order(order in proptest::collection::vec(0usize..12, 1..40)) {
        let lines = ["資料來源：某社", "會談成果豐碩 推動合作", "專家解讀", "【本報訊】某某說，事情如此。", "- 一、口岸", "", "\u{3000}\u{3000}某某說，",
            "》協定", "《關於口岸", "本報記者方未", "2026-03-04", "某某表示，雙方商定重開三處口岸，恢復磋商。本報記者方未"];
        let text: String = order.iter().map(|&at| format!("{}\n", lines[at])).collect();
        if let Ok(document) = read_text(&text, "random", &Options::default()) {
            check(&document);
        }
    }
}
