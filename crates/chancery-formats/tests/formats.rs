//! Every format from bytes to text and metadata, on sources of our own writing.

mod support;

use chancery_formats::{Format, Input, Kind, Limits, Options, open};
use support::*;

const HANT: &str = "兩國外長昨日在維也納舉行會談，就邊境貿易與能源合作交換意見。雙方商定下月繼續磋商。";
const HANS: &str = "两国外长昨日在维也纳举行会谈，就边境贸易与能源合作交换意见。双方商定下月继续磋商。";

#[test]
fn plain_text_is_decoded_as_intake_does() {
    for encoding in [encoding_rs::UTF_8, encoding_rs::BIG5] {
        let item = one("note.txt", encoding.encode(HANT).0.into_owned());
        assert_eq!((item.text.as_str(), item.encoding, item.media_type), (HANT, encoding.name(), "text/plain"));
    }
    let wide: Vec<u8> = HANS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(one("note", wide).text, HANS);
    assert_eq!(fails("empty.txt", "").kind(), Kind::Empty);
    assert_eq!(fails("picture.txt", b"\x89PNG\r\n\x1a\n0000".to_vec()).kind(), Kind::Unsupported);
}

#[test]
fn json_lines_give_a_document_each_and_a_bad_line_is_one_failure() {
    let lines = format!(
        "{}\n\n{}\nno json\n{}\n{}\n",
        serde_json::json!({"headline": "兩國外長會談", "body": HANT, "pub_date": "2026-05-21T09:00:00+08:00", "source": "某報", "authors": ["甲", "乙"], "link": "https://example.org/1", "id": 7}),
        serde_json::json!({"content": [HANT, HANS], "date": 1_779_321_600}),
        serde_json::json!({"title": "只有題目"}),
        serde_json::json!({"title": "帶標籤", "text": "<p>第一段&nbsp;文字</p><p>第二段<br>下一行</p>", "date": "someday"}),
    );
    let all = read("news.jsonl", lines);
    let first = all[0].as_ref().unwrap();
    assert_eq!((first.name.as_str(), first.text.as_str()), ("news.jsonl:1", format!("兩國外長會談\n\n{HANT}").as_str()));
    let metadata = &first.metadata;
    assert_eq!(metadata.published.as_ref().map(|day| day.day.to_string()).as_deref(), Some("2026-05-21"));
    assert_eq!((metadata.outlet.as_deref(), metadata.url.as_deref(), metadata.id.as_deref()), (Some("某報"), Some("https://example.org/1"), Some("7")));
    assert_eq!(metadata.authors, ["甲", "乙"]);
    let second = all[1].as_ref().unwrap();
    assert_eq!(second.text, format!("{HANT}\n\n{HANS}"));
    assert_eq!(second.metadata.published.as_ref().map(|day| day.day.to_string()).as_deref(), Some("2026-05-21"));
    let bad = all[2].as_ref().unwrap_err();
    assert_eq!((bad.name(), bad.kind()), ("news.jsonl:4", Kind::Damaged));
    let bare = all[3].as_ref().unwrap_err();
    assert!(bare.to_string().starts_with("news.jsonl:5: ") && bare.message().contains("--map text=FIELD"), "{bare}");
    let tagged = all[4].as_ref().unwrap();
    assert_eq!(tagged.text, "帶標籤\n\n第一段 文字\n\n第二段\n下一行");
    assert_eq!(tagged.warnings[0].code, "published-unreadable");
    assert_eq!(all.len(), 5);
}

#[test]
fn a_map_names_the_fields() {
    let mut options = Options::default();
    options.map.set("text=data.leib").unwrap();
    options.map.set("title=kopf").unwrap();
    options.map.set("date=tag").unwrap();
    let line = serde_json::json!({"kopf": "題目", "data": {"leib": HANT}, "tag": "21.05.2026", "text": "not this"}).to_string();
    let item = read_with("x.jsonl", line.into(), &options).remove(0).unwrap();
    assert_eq!(item.text, format!("題目\n\n{HANT}"));
    assert_eq!(item.metadata.published.unwrap().place, "field tag");
}

#[test]
fn lists_of_json_are_cut_into_their_objects() {
    let list = serde_json::json!([{"text": HANT, "note": "a ] , } \" in words"}, {"text": HANS}, {"other": 1}]);
    for (name, bytes) in [("news.json", list.to_string()), ("answer.json", serde_json::json!({"total": 3, "articles": list}).to_string())] {
        let all = read(name, bytes);
        let texts: Vec<_> = all.iter().map(|item| item.as_ref().map(|item| item.text.clone()).map_err(|failure| failure.kind())).collect();
        assert_eq!(texts, [Ok(HANT.to_owned()), Ok(HANS.to_owned()), Err(Kind::Empty)]);
        assert_eq!(all[1].as_ref().unwrap().name, format!("{name}#2"));
    }
    assert_eq!(one("one.json", serde_json::json!({"title": "題", "text": HANT}).to_string()).text, format!("題\n\n{HANT}"));
    let cut = read("cut.json", format!("[{{\"text\": \"{HANT}\"}}, {{\"text\": \"半"));
    assert!(cut[0].is_ok() && cut[1].as_ref().unwrap_err().kind() == Kind::Damaged);
}

#[test]
fn tables_are_read_with_any_separator_and_encoding() {
    for separator in [',', ';', '\t', '|'] {
        let table = format!(
            "标题{separator}日期{separator}正文{separator}来源\n甲{separator}2026/5/21{separator}\"{HANS}\n第二行\"{separator}某报\n乙{separator}{separator}{HANS}\n丙{separator}{separator}{separator}\n"
        );
        for encoding in [encoding_rs::UTF_8, encoding_rs::GB18030] {
            let all = read("news.csv", encoding.encode(&table).0.into_owned());
            let first = all[0].as_ref().unwrap();
            assert_eq!((first.name.as_str(), first.text.clone()), ("news.csv:2", format!("甲\n\n{HANS}\n第二行")));
            assert_eq!(first.metadata.outlet.as_deref(), Some("某报"));
            assert_eq!(first.metadata.published.as_ref().map(|day| day.day.to_string()).as_deref(), Some("2026-05-21"));
            assert_eq!(all[1].as_ref().unwrap().name, "news.csv:4");
            assert_eq!(all[2].as_ref().unwrap_err().kind(), Kind::Empty);
            assert_eq!(all.len(), 3);
        }
    }
    let failure = fails("x.csv", "a,b\n1,2\n");
    assert!(failure.kind() == Kind::Usage && failure.message().contains("found columns: a, b."), "{failure}");
}

#[test]
fn feeds_of_three_kinds_give_their_items() {
    let rss = format!(
        "<?xml version=\"1.0\" encoding=\"gb2312\"?>\n<!DOCTYPE rss [<!ENTITY e \"bomb\">]>\n<rss version=\"2.0\" xmlns:content=\"c\" xmlns:dc=\"d\"><channel><title>某网 &amp; 要闻</title><language>zh-cn</language><image><title>别的</title></image>\
         <item><title>两国外长会谈&e;</title><link>https://example.org/a</link><pubDate>Thu, 21 May 2026 09:00:00 +0800</pubDate><description>摘要</description>\
         <content:encoded><![CDATA[<p>{HANS}</p><p>第二段&nbsp;</p>]]></content:encoded><dc:creator>甲</dc:creator><source url=\"u\">某报</source><guid>77</guid></item>\
         <item><title>乙</title><description>&lt;b&gt;{HANS}&lt;/b&gt;</description></item><item><title>丙</title></item></channel></rss>"
    );
    let all = read("feed.xml", encoding_rs::GBK.encode(&rss).0.into_owned());
    let first = all[0].as_ref().unwrap();
    assert_eq!(first.text, format!("两国外长会谈&e;\n\n{HANS}\n\n第二段"));
    let metadata = &first.metadata;
    assert_eq!((metadata.site.as_deref(), metadata.outlet.as_deref(), metadata.language.as_deref()), (Some("某网 & 要闻"), Some("某报"), Some("zh-cn")));
    assert_eq!((metadata.url.as_deref(), metadata.id.as_deref(), metadata.authors.concat().as_str()), (Some("https://example.org/a"), Some("77"), "甲"));
    let second = all[1].as_ref().unwrap();
    assert_eq!((second.text.clone(), second.warnings[0].code.as_str()), (format!("乙\n\n{HANS}"), "summary-only"));
    assert_eq!((all[2].as_ref().unwrap_err().kind(), all.len()), (Kind::Empty, 3));

    let bare = read(
        "bare.xml",
        format!("<rss><channel><item/><item><title> </title></item><item><title>丙</title><description>{HANT}</description></item></channel></rss>")
            .into_bytes(),
    );
    assert!(bare[0].as_ref().is_ok_and(|item| item.text.starts_with("丙")));
    assert!(bare[1].as_ref().unwrap_err().message().contains("2 of its items hold no words"), "{:?}", bare[1]);

    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-Hant\"><title>某報</title><entry><title type=\"html\">外長&lt;i&gt;會談&lt;/i&gt;</title>\
         <link rel=\"self\" href=\"https://example.org/self\"/><link href=\"https://example.org/b\"/><published>2026-05-21T01:00:00Z</published><updated>2026-05-22T01:00:00Z</updated>\
         <author><name>乙</name><uri>x</uri></author><content type=\"xhtml\"><div><p>{HANT}</p><p>第二段</p></div></content></entry></feed>"
    );
    let item = one("atom", atom);
    assert_eq!(item.text, format!("外長會談\n\n{HANT}\n\n第二段"));
    assert_eq!(item.metadata.url.as_deref(), Some("https://example.org/b"));
    assert_eq!((item.metadata.authors.concat().as_str(), item.metadata.language.as_deref()), ("乙", Some("zh-Hant")));
    assert_eq!(item.metadata.published.unwrap().day.to_string(), "2026-05-21");

    let rdf = format!(
        "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"r\"><channel><title>某社</title></channel><item><title>題</title><description>{HANT}</description><dc:date>2026-05-21</dc:date></item></rdf:RDF>"
    );
    assert_eq!(one("rdf.xml", rdf).metadata.published.unwrap().place, "dc:date");
    assert_eq!(fails("map.xml", "<?xml version=\"1.0\"?><urlset><url/></urlset>").kind(), Kind::Unsupported);
}

#[test]
fn word_documents_keep_paragraphs_rows_and_what_is_not_deleted() {
    let body = "<w:p><w:r><w:t>聯合公報</w:t></w:r></w:p><w:p/>\
        <w:p><w:r><w:t xml:space=\"preserve\">雙方 </w:t></w:r><w:ins><w:r><w:t>同意</w:t></w:r></w:ins><w:del><w:r><w:delText>拒絕</w:delText><w:t>否</w:t></w:r></w:del><w:r><w:instrText>PAGE</w:instrText><w:br/><w:t>第二行</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>名稱</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>日期</w:t></w:r></w:p><w:p><w:r><w:t>地點</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>協定</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>5月3日</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框內</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>框內</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>完&#x3002;</w:t></w:r></w:p>";
    let item = one("公報.docx", docx(body));
    assert_eq!(item.text, "聯合公報\n\n雙方 同意\n第二行\n名稱\t日期 地點\n協定\t5月3日\n\n\n框內\n\n完。");
    assert_eq!((item.metadata.title.as_deref(), item.metadata.authors.concat().as_str()), (Some("聯合公報 & 附件"), "新聞司"));
    assert!(item.metadata.published.is_none());
    assert_eq!(fails("empty.docx", docx("<w:p/>")).kind(), Kind::Empty);
}

#[test]
fn pdf_files_with_chinese_fonts_and_two_columns_are_read_in_order() {
    if !has_pdftotext() {
        return;
    }
    let column = |text: &str, x: i32| -> Vec<(i32, i32, i32, String)> {
        let chars: Vec<char> = text.chars().collect();
        chars.chunks(16).enumerate().map(|(at, line)| (x, 740 - 17 * at as i32, 11, line.iter().collect())).collect()
    };
    for (font, text) in [(SONG, HANS), (GBK, HANS), (MING, HANT)] {
        let (left, right): (String, String) = (
            text.repeat(2),
            "另據報道總統將訪問三國，".chars().filter(|c| text == HANT || !"據總統將訪問國".contains(*c)).collect::<String>() + &text.repeat(2),
        );
        let (a, b) = (column(&left, 60), column(&right, 320));
        let mut lines = vec![(170, 790, 18, text.chars().take(12).collect::<String>())];
        // The file draws the lines of both columns in turn.
        for at in 0..a.len().max(b.len()) {
            lines.extend(a.get(at).cloned());
            lines.extend(b.get(at).cloned());
        }
        let item = one("file.pdf", pdf(font, &[lines], "/Title(Talks)/Author(Somebody)"));
        let plain: String = item.text.chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(plain, text.chars().take(12).collect::<String>() + &left + &right);
        assert_eq!((item.metadata.title.as_deref(), item.metadata.authors.concat().as_str()), (Some("Talks"), "Somebody"));
        let document = item.document(None).unwrap();
        assert_eq!(document.source.media_type, "application/pdf");
    }
    assert_eq!(fails("empty.pdf", pdf(SONG, &[vec![]], "")).kind(), Kind::Empty);
    assert_eq!(fails("cut.pdf", b"%PDF-1.7\n1 0 obj\n<</Type".to_vec()).kind(), Kind::Damaged);
}

#[test]
fn an_absent_pdf_program_is_named_with_its_remedy() {
    let options = Options { pdftotext: Some("/nowhere/pdftotext".into()), ..Options::default() };
    let failure = read_with("a.pdf", b"%PDF-1.5\n".to_vec(), &options).remove(0).unwrap_err();
    assert_eq!(failure.kind(), Kind::Missing);
    assert!(failure.message().contains("/nowhere/pdftotext") && failure.message().contains("apt-get install poppler-utils"), "{failure}");
}

fn page(body: &str) -> String {
    format!("<html><head><title>會談_某網</title></head><body><h1>會談</h1><div><p>{body}</p><p>{body}</p></div></body></html>")
}

#[test]
fn web_archives_give_pages_with_their_addresses() {
    let gbk = encoding_rs::GBK.encode(&page(HANS)).0.into_owned();
    let chunked = |body: &[u8]| [format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n0\r\n\r\n"].concat();
    let archive = [
        record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
        record("request", "https://example.org/1", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "https://example.org/1", "application/http; msgtype=response", &response("Content-Type: text/html; charset=gb2312", &gbk)),
        record(
            "response",
            "https://example.org/2",
            "application/http",
            &response("Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip", &chunked(&gzip(page(HANT).as_bytes()))),
        ),
        record("response", "https://example.org/p.png", "application/http", &response("Content-Type: image/png", b"\x89PNG")),
        record("response", "https://example.org/gone", "application/http", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>"),
        record("conversion", "https://example.org/3", "text/plain", HANT.as_bytes()),
        record("response", "https://example.org/robots.txt", "application/http", &response("Content-Type: text/plain", b"User-agent: *")),
    ]
    .concat();
    for (name, bytes) in [("crawl.warc", archive.clone()), ("crawl.warc.gz", archive.chunks(400).flat_map(gzip).collect())] {
        let all: Vec<_> = read(name, bytes).into_iter().map(Result::unwrap).collect();
        let found: Vec<_> = all.iter().map(|item| (item.name.as_str(), item.metadata.url.as_deref(), item.encoding)).collect();
        let names = [format!("{name}#3"), format!("{name}#4"), format!("{name}#7")];
        let one = |at: usize, url, encoding| (names[at].as_str(), Some(url), encoding);
        assert_eq!(found, [one(0, "https://example.org/1", "GBK"), one(1, "https://example.org/2", "UTF-8"), one(2, "https://example.org/3", "UTF-8")]);
        assert_eq!(all[0].text, format!("會談\n\n{HANS}\n\n{HANS}").replace('會', "會"));
        assert_eq!(all[0].metadata.fetched.as_deref(), Some("2026-05-21T03:00:00Z"));
    }
}

#[test]
fn a_wrong_length_in_a_web_archive_costs_no_more_than_a_failure() {
    let good = |at: u32| record("resource", &format!("https://example.org/{at}"), "text/plain", HANT.as_bytes());
    let short = String::from_utf8(good(2)).unwrap().replace(&format!("Content-Length: {}", HANT.len()), "Content-Length: 30").into_bytes();
    let all = read("a.warc", [good(1), short, good(3), good(4)].concat());
    let kinds: Vec<_> = all.iter().map(|item| item.as_ref().map(|item| item.text.len()).map_err(|failure| failure.kind())).collect();
    assert_eq!(kinds, [Ok(HANT.len()), Ok(30), Err(Kind::Damaged), Ok(HANT.len()), Ok(HANT.len())]);
    let cut = good(1);
    assert_eq!(fails("cut.warc", &cut[..cut.len() - 40]).kind(), Kind::Damaged);
}

#[test]
fn zip_files_are_walked_with_what_is_in_them() {
    let inner = Zip::new().add("deep.txt", HANT.as_bytes()).finish();
    let name = encoding_rs::GBK.encode("会谈/纪要.txt").0.into_owned();
    let bytes = Zip::new()
        .add(&name, HANS.as_bytes())
        .add("news.jsonl.gz", &gzip(format!("{{\"text\":\"{HANT}\"}}\n{{\"text\":\"{HANS}\"}}\n").as_bytes()))
        .add("folder/", b"")
        .add("__MACOSX/._x", b"x")
        .add(".DS_Store", b"x")
        .store("inner.zip", &inner)
        .add("packed.zip", &inner)
        .add("memo.docx", &docx("<w:p><w:r><w:t>備忘</w:t></w:r></w:p>"))
        .add("..\\..\\evil.txt", HANT.as_bytes())
        .finish();
    let all: Vec<_> = read("a.zip", bytes).into_iter().map(|item| item.unwrap().name).collect();
    assert_eq!(
        all,
        [
            "a.zip/会谈/纪要.txt",
            "a.zip/news.jsonl.gz:1",
            "a.zip/news.jsonl.gz:2",
            "a.zip/inner.zip/deep.txt",
            "a.zip/packed.zip/deep.txt",
            "a.zip/memo.docx",
            "a.zip/../../evil.txt"
        ]
    );
    let stream = Options::default();
    let zip = Zip::new().add("a.txt", HANT.as_bytes()).finish();
    let mut entries = open("-", Input::stream(std::io::Cursor::new(zip)), &stream);
    assert_eq!(entries.next().unwrap().unwrap().bytes, HANT.as_bytes());
    assert!(entries.next().is_none());
    let sheet = Zip::new().add("[Content_Types].xml", b"").add("xl/workbook.xml", b"").finish();
    assert!(fails("x.xlsx", sheet).message().contains("save it as CSV"));
}

#[test]
fn a_format_that_is_given_goes_before_what_bytes_look_like() {
    let options = Options { format: Some(Format::Text), ..Options::default() };
    let bytes = format!("<p>{HANT}</p>");
    assert_eq!(read_with("a.html", bytes.clone().into(), &options)[0].as_ref().unwrap().text, bytes);
    assert_eq!(Format::parse("json-lines"), Some(Format::JsonLines));
    assert!(Format::ALL.iter().all(|(format, name)| Format::parse(name) == Some(*format) && format.name() == *name));
}

#[test]
fn an_entry_read_again_gives_the_same_item() {
    let options = Options::default();
    let sources = [
        ("a.jsonl", format!("{{\"text\":\"{HANT}\"}}\n").into_bytes()),
        ("a.csv", format!("text,date\n{HANT},2026-05-21\n").into_bytes()),
        ("a.html", page(HANT).into_bytes()),
        ("a.xml", format!("<rss><channel><title>某報</title><item><description>{HANT}</description></item></channel></rss>").into_bytes()),
    ];
    for (name, bytes) in sources {
        let entry = open(name, Input::bytes(bytes), &options).next().unwrap().unwrap();
        let first = entry.read(&options).unwrap();
        let kept: chancery_formats::Entry = serde_json::from_str(&serde_json::to_string(&entry).unwrap()).unwrap();
        let again = chancery_formats::Entry { bytes: entry.bytes.clone(), ..kept };
        assert_eq!(again.read(&options).unwrap(), first);
        assert_eq!(first.id, entry.id());
    }
}

#[test]
fn limits_are_named_in_the_failure_and_can_be_raised() {
    let line = format!("{{\"text\":\"{}\"}}\n", HANT.repeat(40));
    let small = Options { limits: Limits { item: 1000, ..Limits::default() }, ..Options::default() };
    let all = read_with("a.jsonl", format!("{line}{{\"text\":\"短\"}}\n").into(), &small);
    let failure = all[0].as_ref().unwrap_err();
    assert!(failure.kind() == Kind::Limit && failure.message().contains("--limit item=NUMBER"), "{failure}");
    assert_eq!(all[1].as_ref().unwrap().text, "短");
    let mut raised = small.clone();
    raised.limits.set("item=1M").unwrap();
    assert!(read_with("a.jsonl", line.into(), &raised)[0].is_ok());
}
