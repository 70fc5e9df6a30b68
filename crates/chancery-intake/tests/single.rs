//! Single articles: roles, dates of publication, joins, and one trap each of Unicode's.

use chancery_intake::{ErrorKind, Options, read_bytes, read_text};
use chancery_model::{ArticleKind, BlockRole, Date, DateBasis, Document};

fn read(text: &str) -> Document {
    let document = read_text(text, "note.txt", &Options::default()).expect("a text");
    assert_eq!(document.articles.len(), 1, "{text}");
    document
}

fn roles(document: &Document) -> Vec<&'static str> {
    document.articles[0].blocks.iter().map(|block| block.role.as_str()).collect()
}

fn flat(document: &Document, at: usize) -> String {
    document.articles[0].blocks[at].pieces.iter().map(|piece| document.text.slice(*piece)).collect()
}

#[test]
fn roles_of_an_ordinary_article() {
    let document = read(
        "兩國外長會面\u{3000}口岸將重開\n\n國際組／方未報導\n▲兩國外長握手。（資料照）\n兩國外長3日在日內瓦會面，商定重開口岸。\n分歧仍在\n\
         檢疫標準的分歧仍待解決，工作組下月再談。\n1. 口岸三處\n2. 橋樑一座\n（編輯：葉同）",
    );
    assert_eq!(roles(&document), ["headline", "byline", "caption", "lead", "subhead", "body", "list_item", "list_item", "byline"]);
    let document = read("Talks resume in Geneva\n\nBy Jane Doe\n\nThe two ministers met on Monday. They agreed to meet again.\n\nMore talks are planned.");
    assert_eq!(roles(&document), ["headline", "byline", "lead", "body"]);
}

#[test]
fn questions_and_answers_make_an_interview() {
    let document = read("部長談口岸\n\n問：口岸何時重開？\n答：今年夏天以前，三處口岸都會重開。\n問：還有什麼困難？\n答：檢疫標準還要再談，工作組下月見面。");
    assert_eq!(document.articles[0].kind, Some(ArticleKind::Interview));
}

#[test]
fn hard_wrapped_text_is_joined_and_english_keeps_its_spaces() {
    let document = read(
        "Border posts to reopen\n\nThe two foreign ministers met in Geneva on Monday and agreed to\nreopen three border posts before the summer. They also agreed to\n\
         keep the hotline between them, which had been silent for three\nyears, and to send a working group.\n\nThe group will meet next month in the capital, officials said, to\n\
         talk about standards of quarantine and about the cost of repairs\non the old bridge.",
    );
    assert_eq!(roles(&document), ["headline", "lead", "body"]);
    assert!(flat(&document, 1).contains("agreed to\nreopen three"), "{}", flat(&document, 1));
    let chinese = "兩國外長三日在日內瓦會面，商定在今年夏天以前重開三處邊\n境口岸，並恢復外交部門之間的磋商機制，繼續保持熱線的暢\n通。\n\n\
                   檢疫標準方面的分歧仍然有待解決，雙方的工作組將於下月再\n度在首都見面，討論檢疫、通關與運輸等問題，爭取在兩個月\n之內拿出結果。";
    let document = read(chinese);
    assert_eq!(roles(&document), ["lead", "body"]);
    assert_eq!(flat(&document, 0), "兩國外長三日在日內瓦會面，商定在今年夏天以前重開三處邊境口岸，並恢復外交部門之間的磋商機制，繼續保持熱線的暢通。");
}

#[test]
fn titles_are_not_joined_to_what_follows() {
    let document = read("外長訪問鄰國\n\n外長訪問鄰國三天，今日返回首都，在機場會見記者。\n口岸重開\n口岸重開的日期還沒有定下來，工作組下月再談。");
    assert_eq!(roles(&document), ["headline", "lead", "subhead", "body"]);
}

#[test]
fn the_date_of_publication_comes_from_lines_of_its_own() {
    let day = |text: &str| read(text).source.published.map(|found| (found.from.to_string(), found.basis));
    let body = "兩國外長3日在日內瓦會面，商定重開口岸。雙方同意下月再談。";
    let dated = Some(("2026-03-04".to_owned(), DateBasis::Text));
    for text in [
        format!("口岸將重開\n\n2026-03-04 10:20\n{body}"),
        format!("口岸將重開\n發布時間：2026年3月4日\n{body}"),
        format!("口岸將重開\n更新：2026年3月5日\n發布：2026年3月4日\n{body}"),
        format!("口岸將重開\n\n本報日內瓦2026年3月4日訊 {body}"),
        format!("口岸將重開\n\n（某社記者方未日內瓦民國115年3月4日電）{body}"),
        format!("口岸將重開\n\n{body}（編輯：葉同）1150304"),
        format!("口岸將重開\n\n{body}\n二〇二六年三月四日"),
        format!("口岸將重開\n２０２６年３月４日\n{body}"),
    ] {
        assert_eq!(day(&text), dated, "{text}");
    }
    for text in [
        format!("口岸將重開\n\n（某社記者方未日內瓦3日電）{body}"),
        format!("口岸將重開\n\n2026年3月4日，{body}"),
        format!("口岸將重開\n\n{body}\n開幕日期：2026年3月4日"),
        format!("2026年3月4日生效的協定\n\n{body}"),
    ] {
        assert_eq!(day(&text), None, "{text}");
        assert!(read(&text).warnings.iter().any(|warning| warning.code == "published-unknown"));
    }
    let options = Options { published: Date::new(2020, 1, 2), ..Options::default() };
    let given = read_text("口岸將重開\n2026-03-04\n雙方下月再談。", "n", &options).unwrap().source.published.unwrap();
    assert_eq!((given.from.to_string().as_str(), given.basis), ("2020-01-02", DateBasis::Given));
}

#[test]
fn unicode_traps() {
    // CRLF, U+2028, no-break space, full-width digits, zero-width space: the text stays as given, the blocks as meant.
    let text = "口岸將重開\r\n\r\n\u{A0}\u{3000}雙方商定，\u{200B}３處口岸重開。\u{2028}\u{200B}１．\u{A0}橋樑\r\n２．口岸\r\n";
    let document = read(text);
    assert_eq!(document.text.as_str(), text);
    assert_eq!(document.source.length, text.chars().count());
    assert_eq!(roles(&document), ["headline", "lead", "list_item", "list_item"]);
    assert_eq!(flat(&document, 1), "雙方商定，\u{200B}３處口岸重開。");
}

#[test]
fn errors_say_what_to_do() {
    let options = Options { max_bytes: 10, ..Options::default() };
    for (bytes, options, kind, word) in [
        (&b""[..], Options::default(), ErrorKind::Empty, "no bytes"),
        (&b" \r\n\t"[..], Options::default(), ErrorKind::Empty, "white space"),
        (&b"%PDF-1.7"[..], Options::default(), ErrorKind::Binary, "pdftotext"),
        (&b"abc\0\0\0\0\x01\x02"[..], Options::default(), ErrorKind::Binary, "NUL"),
        (&b"twelve bytes"[..], options, ErrorKind::TooLarge, "at most 10"),
        (&b"abc"[..], Options { encoding: Some("latin-99".to_owned()), ..Options::default() }, ErrorKind::UnknownEncoding, "latin-99"),
    ] {
        let error = read_bytes(bytes, "a.txt", &options).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().starts_with("a.txt: expected") && error.to_string().contains(word), "{error}");
    }
    assert!(read_text("\u{FEFF}", "a.txt", &Options::default()).is_err());
}

#[test]
fn names_do_not_tell_where_they_lie() {
    let name = |name: &str| read_text("口岸將重開", name, &Options::default()).unwrap().source.name;
    assert_eq!(name("/home/me/a.txt"), "a.txt");
    assert_eq!(name("C:\\me\\a.txt"), "a.txt");
    assert_eq!(name("2026/a.txt"), "2026/a.txt");
}

#[test]
fn lead_follows_captions() {
    let document = read("外長會面\n\n兩國外長握手。網上圖片\n兩國外長3日會面，商定重開口岸。");
    assert_eq!(document.articles[0].block(BlockRole::Lead).map(|block| block.pieces.len()), Some(1));
    assert_eq!(roles(&document), ["headline", "caption", "lead"]);
}

#[test]
fn a_column_of_names_is_no_column_of_titles() {
    let document = read(&format!("名單\n{}", "張某\n李某\n".repeat(20)));
    assert_eq!(roles(&document).iter().filter(|role| **role == "body").count(), 33);
}

#[test]
fn numbers_and_names_cut_in_two() {
    let document = read(
        "貿易額創新高\n\n兩國去年的往來十分活躍，口岸關閉以前的貿易額突破了2\n\n000億元。\n\n外長說，亞太經合組織（APEC）與《邊境貿易\n\n協定》同樣重要，雙方都會出席今年的領導人會議。",
    );
    assert_eq!(roles(&document), ["headline", "lead", "body"]);
    assert_eq!(flat(&document, 1), "兩國去年的往來十分活躍，口岸關閉以前的貿易額突破了2000億元。");
}

#[test]
fn datelines_are_the_words_that_open_a_report() {
    let body = "兩國外長3日在日內瓦會面，商定重開口岸。\n雙方同意下月再談，並恢復磋商機制。";
    let dateline = |text: &str| {
        let document = read(text);
        document.articles[0].dateline.map(|span| document.text.slice(span).to_owned())
    };
    for phrase in ["【某某報訊】", "（某社記者方未日內瓦3日專電）", "某某社日內瓦3月3日電", "本報訊", "\u{200B}某某社日內瓦3日電"]
    {
        let text = format!("口岸將重開\n\n{phrase} {body}");
        assert_eq!(dateline(&text).as_deref(), Some(phrase.trim_start_matches('\u{200B}')), "{text}");
    }
    assert_eq!(dateline(&format!("口岸將重開\n\n某某社日內瓦3月3日電\n{body}")).as_deref(), Some("某某社日內瓦3月3日電"));
    assert_eq!(dateline(&format!("口岸將重開\n\n▲兩國外長握手。（資料照）\n【本報訊】{body}")).as_deref(), Some("【本報訊】"));
    assert_eq!(dateline("Talks resume\n\nGENEVA, March 4 (Example News) -- The two ministers met.").as_deref(), Some("GENEVA, March 4 (Example News)"));
    // Broken by the layout inside the phrase.
    let broken = read(&format!("口岸將重開\n\n（某社記者方未日內\n\n瓦3日專電）{body}"));
    let span = broken.articles[0].dateline.expect("a dateline");
    assert_eq!(broken.text.slice(span), "（某社記者方未日內\n\n瓦3日專電）");
    assert_eq!(dateline(&format!("口岸將重開\n\n{body}")), None);
    assert_eq!(dateline(&format!("口岸將重開\n\n據某某社電，{body}")), None);
}

#[test]
fn short_articles_have_kinds_of_their_own() {
    let kind = |text: &str| read(text).articles[0].kind;
    let sentence = "兩國外長3日在日內瓦會面，商定重開口岸。";
    assert_eq!(kind(&format!("口岸將重開\n\n{sentence}")), Some(ArticleKind::Brief));
    assert_eq!(kind(&format!("【本報訊】{sentence}")), Some(ArticleKind::Brief));
    assert_eq!(kind(&format!("國際簡訊\n口岸將重開\n{sentence}\n{sentence}\n雙方下月再談。")), Some(ArticleKind::Brief));
    // A sentence by itself is no article of a kind; two paragraphs or one long one are news.
    assert_eq!(kind(sentence), None);
    assert_eq!(kind(&format!("口岸將重開\n\n{sentence}\n{sentence}")), None);
    assert_eq!(kind(&format!("口岸將重開\n\n{}", sentence.repeat(12))), None);
    assert_eq!(kind("兩國外長在會談前握手。某通訊社圖片"), Some(ArticleKind::CaptionOnly));
    assert_eq!(kind("口岸將重開\n\n▲兩國外長握手。（資料照）\n▲口岸外的車隊。（資料照）"), Some(ArticleKind::CaptionOnly));
    assert_eq!(kind(&format!("口岸將重開\n\n▲兩國外長握手。（資料照）\n{sentence}\n雙方下月再談，並恢復磋商機制。")), None);
}
