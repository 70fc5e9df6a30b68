//! Hostile files of all kinds, made here: what each is called, its bytes, what it must come to.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::*;

/// What a hostile file must come to.
#[derive(Clone, Copy, PartialEq)]
pub enum End {
    /// This limit, named.
    Limit(&'static str),
    /// At least one failure.
    Fails,
    /// An end.
    Any,
}
use End::{Any, Fails, Limit};

pub struct Case {
    pub name: String,
    pub bytes: Box<dyn Fn() -> Vec<u8>>,
    pub end: End,
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, name: impl Into<String>, end: End, bytes: impl Fn() -> Vec<u8> + 'static) {
        self.0.push(Case { name: name.into(), bytes: Box::new(bytes), end });
    }
}

const WORDS: &str = "兩國外長昨日在維也納舉行會談，就邊境貿易與能源合作交換意見。";

/// Much of one thing, packed without being held.
fn packed(mut sink: impl Write, piece: &[u8], megabytes: usize) {
    let block = piece.repeat((1 << 20) / piece.len() + 1);
    for _ in 0..megabytes {
        sink.write_all(&block).unwrap();
    }
}

fn gzip_bomb(piece: &[u8], megabytes: usize) -> Vec<u8> {
    let mut sink = GzEncoder::new(Vec::new(), Compression::best());
    packed(&mut sink, piece, megabytes);
    sink.finish().unwrap()
}

fn deflate_bomb(before: &[u8], piece: &[u8], megabytes: usize) -> Vec<u8> {
    let mut sink = DeflateEncoder::new(Vec::new(), Compression::best());
    sink.write_all(before).unwrap();
    packed(&mut sink, piece, megabytes);
    sink.finish().unwrap()
}

fn draw(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u8
        })
        .collect()
}

fn with(before: &[u8], after: &[u8]) -> Vec<u8> {
    [before, after].concat()
}

fn page(inner: &str) -> Vec<u8> {
    format!("<!doctype html><html><head><title>t</title></head><body>{inner}</body></html>").into_bytes()
}

fn rss(inner: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?><rss><channel><title>t</title>{inner}</channel></rss>").into_bytes()
}

fn packings(cases: &mut Cases) {
    for name in ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.html.gz", "a.warc.gz", "a.pdf.gz"] {
        cases.add(format!("zeros/{name}"), Limit("ratio"), || gzip_bomb(b"\0", 300));
    }
    cases.add("spaces.jsonl.gz", Limit("ratio"), || gzip_bomb(b"\n", 300));
    cases.add("zeros twice.gz", Limit("ratio"), || gzip(&gzip_bomb(b"\0", 300)));
    cases.add("eight levels.gz", Limit("nesting"), || (0..8).fold(WORDS.as_bytes().to_vec(), |bytes, _| gzip(&bytes)));
    cases.add("ten thousand empty members.gz", Fails, || gzip(b"").repeat(10_000));
    cases.add("no data.gz", Fails, || gzip(WORDS.as_bytes())[..10].to_vec());
    cases.add("endless name.gz", Fails, || with(b"\x1F\x8B\x08\x08\0\0\0\0\0\xFF", &[b'a'; 1 << 20]));
    cases.add("wrong sum.gz", Fails, || {
        let mut bytes = gzip(WORDS.as_bytes());
        let at = bytes.len() - 6;
        bytes[at] ^= 0x55;
        bytes
    });
    cases.add("rubbish after.gz", Fails, || with(&gzip(WORDS.as_bytes()), b"rubbish that is no member"));
    for cut in 1..9 {
        cases.add(format!("cut {cut}.gz"), Fails, move || {
            let bytes = gzip(&draw(1, 4000));
            bytes[..bytes.len() * cut / 9].to_vec()
        });
    }

    cases.add("zeros.zip", Limit("ratio"), || {
        let packed = deflate_bomb(b"", b"\0", 300);
        Zip::new().raw(b"a.txt", 8, 0, &packed, u32::MAX - 1, 0).finish()
    });
    cases.add("overlapping members.zip", Limit("failures"), || {
        let packed = deflate_bomb(b"", b"\0", 20);
        let length = packed.len() as u32;
        let first = Zip::new().raw(b"0.txt", 8, 0, &packed, 20 << 20, 0);
        (1..2000).fold(first, |zip, at| zip.again(format!("{at}.txt").as_bytes(), b"", length, 20 << 20, 0, 0)).finish()
    });
    cases.add("ten levels.zip", Limit("nesting"), || (0..10).fold(WORDS.as_bytes().to_vec(), |bytes, _| Zip::new().add("in.zip", &bytes).finish()));
    cases.add("wide and deep.zip", Limit("nesting"), || {
        (0..6).fold(Zip::new().add("a.txt", WORDS.as_bytes()).finish(), |bytes, _| {
            Zip::new().add("a.zip", &bytes).add("b.zip", &bytes).add("c.zip", &bytes).finish()
        })
    });
    cases.add("itself cut shorter.zip", Limit("nesting"), || {
        // Fifty headers and one directory: the member at the start holds all that follows, which is such a file again.
        let zip = Zip::new().store("in.zip", &[]).finish();
        let (header, rest) = zip.split_at(36);
        let mut bytes = with(&header.repeat(50), rest);
        let length = bytes.len();
        bytes[length - 6..length - 2].copy_from_slice(&(50 * 36u32).to_le_bytes());
        let entry = 50 * 36;
        bytes[entry + 20..entry + 24].copy_from_slice(&0x7000_0000u32.to_le_bytes());
        bytes
    });
    cases.add("more said than there.zip", Fails, || Zip::new().add("a.txt", WORDS.as_bytes()).finish_saying(60_000));
    cases.add("many members.zip", Any, || (0..40_000).fold(Zip::new(), |zip, at| zip.store(&format!("{at}.txt"), b"x")).finish());
    cases.add("none.zip", Fails, || Zip::new().finish());
    cases.add("folders only.zip", Any, || (0..1000).fold(Zip::new(), |zip, at| zip.store(&format!("{at}/"), b"")).finish());
    cases.add("method 99.zip", Fails, || Zip::new().raw(b"a.txt", 99, 0, b"abc", 3, 0).finish());
    cases.add("locked.zip", Fails, || Zip::new().raw(b"a.txt", 8, 1, b"abc", 3, 0).finish());
    cases.add("wrong sum.zip", Fails, || Zip::new().raw(b"a.txt", 0, 0, WORDS.as_bytes(), WORDS.len() as u32, 7).finish());
    cases.add("no deflate.zip", Fails, || Zip::new().raw(b"a.txt", 8, 0, &draw(3, 5000), 5000, 7).finish());
    cases.add("long names.zip", Any, || (0..50).fold(Zip::new(), |zip, _| zip.add([b'a'; 60_000], WORDS.as_bytes())).finish());
    cases.add("odd names.zip", Any, || {
        let names: [&[u8]; 7] = [b"", b"..", b"/etc/passwd", b"C:\\x.txt", b"a\0b.txt", b"\xFF\xFE\xFD", "\u{202E}txt.exe".as_bytes()];
        names.iter().fold(Zip::new(), |zip, name| zip.add(name, WORDS.as_bytes())).finish()
    });
    for (what, from, value) in [("start", 6, 0x7FFF_FFFFu32), ("start", 6, 0xFFFF_FFFF), ("size", 10, 0x7FFF_FFFF), ("size", 10, 0xFFFF_FFFF), ("size", 10, 0)]
    {
        cases.add(format!("lying {what} {value:x}.zip"), Any, move || {
            let mut bytes = Zip::new().add("a.txt", WORDS.as_bytes()).finish();
            let at = bytes.len() - from;
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            bytes
        });
    }
    cases.add("large directory nowhere.zip", Fails, || {
        let mut bytes = Zip::new().add("a.txt", WORDS.as_bytes()).finish();
        let at = bytes.len() - 22;
        bytes.splice(at..at, with(b"PK\x06\x07\0\0\0\0", &[0xFF; 12]));
        let length = bytes.len();
        bytes[length - 6..length - 2].copy_from_slice(&[0xFF; 4]);
        bytes
    });
    cases.add("member past the end.zip", Fails, || {
        let mut zip = Zip::new();
        zip = zip.again(b"a.txt", b"", 100, 100, 0, 0x7000_0000);
        zip.finish()
    });
    for cut in 1..12 {
        cases.add(format!("cut {cut}.zip"), Fails, move || {
            let bytes = Zip::new().add("a.txt", &draw(2, 3000)).add("b.txt", WORDS.as_bytes()).finish();
            bytes[..bytes.len() * cut / 12].to_vec()
        });
    }
}

fn word_files(cases: &mut Cases) {
    let around = |document: Vec<u8>| Zip::new().add("[Content_Types].xml", TYPES.as_bytes()).add("word/document.xml", &document).finish();
    cases.add("bomb.docx", Limit("ratio"), || {
        let packed = deflate_bomb(b"<w:document><w:body>", b"<w:p><w:r><w:t>aaaaaaaa</w:t></w:r></w:p>", 200);
        Zip::new().add("[Content_Types].xml", TYPES.as_bytes()).raw(b"word/document.xml", 8, 0, &packed, u32::MAX - 1, 0).finish()
    });
    cases.add("laughs.docx", Any, move || {
        let laughs: String = (1..12).map(|at| format!("<!ENTITY l{at} \"{}\">", format!("&l{};", at - 1).repeat(10))).collect();
        around(format!("<!DOCTYPE d [<!ENTITY l0 \"ha\">{laughs}]><w:document><w:body><w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>").into())
    });
    cases.add("from outside.docx", Any, move || {
        around(b"<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:document><w:p><w:r><w:t>a &x; b</w:t></w:r></w:p></w:document>".to_vec())
    });
    cases.add("deep.docx", Limit("depth"), || docx(&"<w:p><w:r>".repeat(100_000)));
    cases.add("deep tables.docx", Limit("depth"), || docx_stored(&"<w:tbl><w:tr><w:tc>".repeat(100_000)));
    cases.add("three million paragraphs.docx", Limit("nodes"), || docx_stored(&"<w:p/>".repeat(2_600_000)));
    cases.add("cells.docx", Any, || docx(&format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>".repeat(100_000))));
    cases.add("words in deep tables.docx", Any, || {
        let row = "<w:tbl><w:tr><w:tc>";
        docx_stored(&format!("{}<w:p><w:r><w:t>{}</w:t></w:r></w:p>{}", row.repeat(300), WORDS.repeat(100_000), "</w:tc></w:tr></w:tbl>".repeat(300)))
    });
    cases.add("one long attribute.docx", Any, || docx(&format!("<w:p a=\"{}\"/>", "x".repeat(12 << 20))));
    cases.add("many attributes.docx", Any, || docx(&format!("<w:p {}/>", (0..600_000).map(|at| format!("a{at}='' ")).collect::<String>())));
    cases.add("not closed.docx", Fails, || docx("<w:p><w:r><w:t>").into_iter().collect());
    cases.add("no document.docx", Fails, || Zip::new().add("[Content_Types].xml", TYPES.as_bytes()).add("word/other.xml", b"").finish());
    cases.add("document elsewhere.docx", Fails, move || {
        let relations = "<Relationships><Relationship Type=\"x/officeDocument\" Target=\"../../etc/passwd\"/></Relationships>";
        Zip::new().add("[Content_Types].xml", b"").add("_rels/.rels", relations.as_bytes()).add("word/document.xml", b"<w:document/>").finish()
    });
    cases.add("no zip.docx", Fails, || b"PK\x03\x04 and then nothing of the kind".to_vec());
    for seed in 0..4 {
        cases.add(format!("rubbish {seed}.docx"), Fails, move || around(draw(seed, 20_000)));
        cases.add(format!("cut {seed}.docx"), Fails, move || {
            let bytes = docx(&"<w:p><w:r><w:t>文</w:t></w:r></w:p>".repeat(50));
            bytes[..bytes.len() * (seed as usize + 1) / 6].to_vec()
        });
    }
}

fn feeds(cases: &mut Cases) {
    cases.add("laughs.xml", Any, || {
        let laughs: String = (1..15).map(|at| format!("<!ENTITY l{at} \"{}\">", format!("&l{};", at - 1).repeat(10))).collect();
        with(
            format!("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"ha\">{laughs}]>").as_bytes(),
            b"<rss><channel><item><title>&l14;</title><description>&l14;</description></item></channel></rss>",
        )
    });
    cases.add("long entity many times.xml", Any, || {
        let long = format!("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l \"{}\">]>", "ha".repeat(500_000));
        with(long.as_bytes(), &rss(&format!("<item><description>{}</description></item>", "&l;".repeat(200_000)))[21..])
    });
    cases.add("from outside.xml", Any, || {
        b"<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\">%p;<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><item><description>a &x; b</description></item></rss>".to_vec()
    });
    cases.add("deep.xml", Limit("depth"), || rss(&"<a>".repeat(1_000_000)));
    cases.add("deep in an item.xml", Limit("depth"), || rss(&format!("<item><description>{}", "<b>".repeat(1_000_000))));
    cases.add("a million items.xml", Any, || rss(&"<item/>".repeat(1_000_000)));
    cases.add("more items than allowed.xml", Limit("entries"), || rss(&"<item></item>".repeat(210_000)));
    cases.add("many attributes.xml", Any, || {
        rss(&format!("<item {}><description>{WORDS}</description></item>", (0..800_000).map(|at| format!("a{at}='' ")).collect::<String>()))
    });
    cases.add("same attribute.xml", Any, || rss(&format!("<item {}/>", "a='' ".repeat(2_000_000))));
    cases.add("spaces of names.xml", Any, || rss(&format!("<item {}/>", (0..300_000).map(|at| format!("xmlns:n{at}='u{at}' ")).collect::<String>())));
    for (what, open) in
        [("words", "<item><description><![CDATA["), ("remark", "<!--"), ("instruction", "<?php "), ("tag", "<item a='"), ("type", "<!DOCTYPE x [<!ENTITY a '")]
    {
        cases.add(format!("{what} not closed.xml"), Fails, move || rss(&format!("{open}{}", "x ".repeat(5_000_000))));
    }
    cases.add("types within types.xml", Any, || with(b"<?xml version=\"1.0\"?><!DOCTYPE rss [", "<!ELEMENT a [".repeat(500_000).as_bytes()));
    cases.add("an item not closed.xml", Any, || rss(&format!("<item><description>{WORDS}")));
    cases.add("closed too often.xml", Any, || rss(&"</item></channel>".repeat(500_000)));
    cases.add("references by number.xml", Any, || {
        rss(&format!("<item><description>{}</description></item>", "&#x110000;&#0;&#xD800;&#99999999999999;".repeat(100_000)))
    });
    cases.add("packed markup.xml", Limit("depth"), || rss(&format!("<item><description>{}</description></item>", "&lt;div&gt;".repeat(400_000))));
    cases.add("says another encoding.xml", Any, || {
        with(b"<?xml version=\"1.0\" encoding=\"utf-16\"?>", &rss(&format!("<item><description>{WORDS}</description></item>"))[21..])
    });
    cases.add("an encoding of no kind.xml", Any, || {
        with(b"<?xml version=\"1.0\" encoding=\"x-none\"?>", &rss(&format!("<item><description>{WORDS}</description></item>"))[21..])
    });
    cases.add("wide.xml", Any, || {
        String::from_utf8(rss(&format!("<item><description>{WORDS}</description></item>"))).unwrap().encode_utf16().flat_map(u16::to_be_bytes).collect()
    });
    cases.add("too long.xml", Limit("item"), || rss(&format!("<item><description>{}</description></item>", "x".repeat(17 << 20))));
    cases.add("no feed.xml", Fails, || b"<?xml version=\"1.0\"?><a><b/></a>".to_vec());
}

fn pages(cases: &mut Cases) {
    for tag in
        ["div", "span", "b", "font color=red", "table><tr><td", "ul><li", "blockquote", "svg", "math", "x-unknown", "article", "form", "section class=comment"]
    {
        cases.add(format!("deep {tag}.html").replace('/', ""), Limit("depth"), move || page(&format!("<{tag}>").repeat(200_000)));
    }
    cases.add("deep headings.html", Limit("depth"), || page(&format!("<h1><div>{WORDS}</div><div>").repeat(100_000)));
    cases.add("headings in headings.html", Any, || page(&format!("{}{}", "<h1><div>t".repeat(400), WORDS.repeat(100_000))));
    for (what, piece) in [
        ("links", "<a href=x>a"),
        ("paragraphs", "<p>a"),
        ("breaks", "<br>"),
        ("cells", "<td>a"),
        ("ends", "</div>"),
        ("titles", "<title>a</title>"),
        ("headings", "<h2>a</h2>"),
        ("metas", "<meta name=a content=b>"),
        ("scripts", "<script type='application/ld+json'>{}</script>"),
        ("times", "<time datetime=2026-05-21>a</time>"),
        ("pictures", "<img src=a>"),
        ("mixed", "<b><i></b></i>"),
        ("misnested", "<p><b><p><i>"),
    ] {
        cases.add(format!("many {what}.html"), Any, move || page(&piece.repeat((15 << 20) / piece.len())));
    }
    cases.add("many attributes.html", Any, || page(&format!("<p {}>{WORDS}</p>", (0..900_000).map(|at| format!("a{at}='' ")).collect::<String>())));
    cases.add("many kept attributes.html", Limit("nodes"), || page(&format!("<p {}>{WORDS}</p>", "class=a id=b ".repeat(600_000))));
    cases.add("long class.html", Any, || page(&format!("<div class=\"{}\">{WORDS}</div>", "comment ".repeat(1_000_000))));
    cases.add("long style.html", Any, || page(&format!("<div style=\"{}\">{WORDS}</div>", "display:none;".repeat(500_000))));
    for (what, open) in [
        ("remark", "<!--"),
        ("script", "<script>"),
        ("style", "<style>"),
        ("title", "<title>"),
        ("textarea", "<textarea>"),
        ("attribute", "<p a=\""),
        ("tag", "<p a "),
        ("plaintext", "<plaintext>"),
        ("words", "<![CDATA["),
    ] {
        cases.add(format!("{what} not closed.html"), Any, move || page(&format!("{open}{}", "x <p ".repeat(2_500_000))));
    }
    for (what, piece) in [
        ("less", "<"),
        ("amp", "&"),
        ("amp amp", "&amp;"),
        ("numbers", "&#xFFFFFFFFFFFF;"),
        ("names", "&notanentityatall"),
        ("nothing", "\0"),
        ("spaces", " "),
        ("wide spaces", "\u{3000}"),
        ("half tags", "</"),
        ("marks", "<!"),
        ("quotes", "\""),
        ("combining", "a\u{301}"),
        ("turned", "\u{202E}"),
    ] {
        cases.add(format!("only {what}.html"), Any, move || page(&piece.repeat((14 << 20) / piece.len())));
    }
    cases.add("one long text.html", Any, || page(&format!("<p>{}</p>", WORDS.repeat(170_000))));
    cases.add("too long.html", Limit("item"), || page(&"x".repeat(17 << 20)));
    cases.add("deep data.html", Any, || page(&format!("<script type=\"application/ld+json\">{}</script>", "[".repeat(400_000))));
    cases.add("wide data.html", Any, || page(&format!("<script type=\"application/ld+json\">[{}0]</script>", "{\"@graph\":[{}]},".repeat(30_000))));
    cases.add("frames.html", Fails, || b"<html><frameset><frame src=a><frame src=b></frameset></html>".to_vec());
    for (label, declared) in
        [("utf-16le", "gb2312"), ("big5", "utf-8"), ("gb18030", "utf-16be"), ("iso-2022-jp", "big5"), ("windows-1251", "gb2312"), ("euc-kr", "utf-7")]
    {
        cases.add(format!("{label} said to be {declared}.html"), Any, move || {
            let text = String::from_utf8(page(&format!("<meta charset={declared}><p>{}</p>", WORDS.repeat(20)))).unwrap();
            encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(&text).0.into_owned()
        });
    }
}

fn tables(cases: &mut Cases) {
    let line = |inner: &str| format!("{{\"text\":{inner}}}\n").into_bytes();
    cases.add("deep lists.jsonl", Fails, move || line(&"[".repeat(5_000_000)));
    cases.add("deep objects.jsonl", Fails, move || line(&"{\"text\":".repeat(1_000_000)));
    cases.add("closed deep lists.jsonl", Any, move || line(&format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000))));
    cases.add("a long line.jsonl", Limit("item"), move || line(&format!("\"{}\"", "x".repeat(17 << 20))));
    cases.add("a long line and a good one.jsonl", Limit("item"), move || with(&line(&format!("\"{}\"", "x".repeat(17 << 20))), &line("\"a\"")));
    cases.add("a million bad lines.jsonl", Limit("failures"), || b"bad\n".repeat(1_000_000));
    cases.add("many fields.jsonl", Fails, || format!("{{{}\"x\":1}}", (0..900_000).map(|at| format!("\"f{at}\":1,")).collect::<String>()).into_bytes());
    cases.add("the same field.jsonl", Any, || format!("{{{}\"x\":1}}", "\"text\":\"a\",".repeat(900_000)).into_bytes());
    for (what, value) in [
        ("half a pair", "\"\\ud800\""),
        ("not closed", "\"abc"),
        ("a long number", "1e999999999"),
        ("nothing", "null"),
        ("an escape cut", "\"\\u12"),
        ("bare", "abc"),
        ("nul", "\"a\\u0000b\""),
        ("an empty list", "[]"),
        ("a list of lists", "[[[\"a\"]]]"),
    ] {
        cases.add(format!("{what}.jsonl"), Any, move || line(value));
    }
    cases.add("not UTF-8.jsonl", Any, || with(b"{\"text\":\"", &with(&draw(5, 5000).into_iter().filter(|byte| *byte > 0x7F).collect::<Vec<u8>>(), b"\"}\n")));
    cases.add("commas.json", Any, || with(b"[{\"text\":\"a\"}", &b",".repeat(5_000_000)));
    cases.add("numbers.json", Limit("failures"), || with(b"[{\"text\":\"a\"}", &b",1".repeat(1_000_000)));
    cases.add("deep.json", Fails, || with(b"[{\"a\":", &b"[".repeat(10_000_000)));
    cases.add("deep object.json", Fails, || b"{\"a\":".repeat(2_000_000));
    cases.add("too long.json", Limit("item"), || with(b"{\"a\":\"", &vec![b'x'; 17 << 20]));
    cases.add("cut.json", Fails, || b"[{\"text\":\"a\"},{\"text\":".to_vec());
    cases.add("rubbish.json", Fails, || with(b"[{", &draw(8, 100_000)));

    cases.add("quote not closed.csv", Limit("item"), || with(b"title,text\na,\"", &b"x\n".repeat(9 << 20)));
    cases.add("many columns.csv", Any, || with(b"text,", &with(&b"a,".repeat(1_000_000), b"\nx\n")));
    cases.add("many cells.csv", Any, || with(b"text,a\nx", &b",".repeat(10_000_000)));
    cases.add("quotes.csv", Any, || with(b"text\n", &b"\"".repeat(10_000_000)));
    cases.add("a long cell.csv", Limit("item"), || with(b"text\n", &vec![b'x'; 17 << 20]));
    cases.add("no text.csv", Fails, || b"a,b,c\n1,2,3\n".to_vec());
    cases.add("nothing but lines.csv", Fails, || b"\n".repeat(5_000_000));
    cases.add("returns.csv", Any, || with(b"text\r", &b"a\r".repeat(100_000)));
    cases.add("zeros.csv", Fails, || vec![0; 1 << 20]);
    cases.add("empty rows.csv", Limit("failures"), || with(b"text,b\n", &b",x\n".repeat(100_000)));
    cases.add("rubbish.csv", Fails, || draw(9, 1 << 20));
    cases.add("cut wide.csv", Any, || with(b"\xFF\xFE", &"text,a\n文,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()[..21]));
}

fn archives(cases: &mut Cases) {
    let good = || record("resource", "https://example.org/", "text/plain", WORDS.as_bytes());
    for length in ["99999999999999999999", "18446744073709551615", "9000000000000", "-5", "abc", "", "0x10"] {
        cases.add(format!("length {length}.warc"), Fails, move || {
            let text = String::from_utf8(good()).unwrap();
            with(text.replace(&format!("Content-Length: {}", WORDS.len()), &format!("Content-Length: {length}")).as_bytes(), &good())
        });
    }
    cases.add("a record too long.warc", Limit("file"), || {
        let mut bytes = Vec::with_capacity(66 << 20);
        bytes.extend_from_slice(format!("WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {}\r\n\r\n", 65 << 20).as_bytes());
        bytes.resize(66 << 20, b'x');
        bytes
    });
    cases.add("a text too long.warc", Limit("item"), || record("resource", "u", "text/plain", &vec![b'x'; 17 << 20]));
    cases.add("header without end.warc", Fails, || with(b"WARC/1.0\r\n", &b"a: b\r\n".repeat(1_000_000)));
    cases.add("a line without end.warc", Fails, || with(b"WARC/1.0\r\n", &vec![b'a'; 10 << 20]));
    cases.add("many small records.warc", Any, || record("resource", "u", "text/plain", b"x").repeat(50_000));
    cases.add("many versions.warc", Limit("failures"), || b"WARC/1.0\r\n\r\n".repeat(500_000));
    cases.add("no answer.warc", Fails, || record("response", "u", "application/http", b"not an answer of HTTP"));
    cases.add("chunks without end.warc", Any, || {
        record("response", "u", "application/http", &response("Content-Type: text/html\r\nTransfer-Encoding: chunked", b"FFFFFFFFFFFFFFFF\r\nabc"))
    });
    cases.add("many chunks.warc", Any, || {
        record("response", "u", "application/http", &response("Content-Type: text/plain\r\nTransfer-Encoding: chunked", &b"1\r\na\r\n".repeat(1_000_000)))
    });
    cases.add("packed zeros.warc", Limit("ratio"), || {
        record("response", "u", "application/http", &response("Content-Type: text/html\r\nContent-Encoding: gzip", &gzip_bomb(b"\0", 100)))
    });
    cases.add("deflated zeros.warc", Limit("ratio"), || {
        record("response", "u", "application/http", &response("Content-Type: text/html\r\nContent-Encoding: deflate", &deflate_bomb(b"", b"\0", 100)))
    });
    cases
        .add("brotli.warc", Fails, || record("response", "u", "application/http", &response("Content-Type: text/html\r\nContent-Encoding: br", &draw(1, 500))));
    cases.add("not what it says.warc", Any, || record("response", "u", "application/http", &response("Content-Type: application/pdf", WORDS.as_bytes())));
    cases.add("itself within itself.warc", Limit("nesting"), move || {
        (0..8).fold(good(), |bytes, _| record("resource", "u", "application/octet-stream", &bytes))
    });
    cases.add("rubbish between.warc", Fails, move || [good(), draw(4, 100_000), good()].concat());
    cases.add("ten thousand members.warc.gz", Any, move || gzip(&good()).repeat(10_000));
    for cut in 1..8 {
        cases.add(format!("cut {cut}.warc"), if cut < 5 { Fails } else { Any }, move || {
            let bytes = with(&good(), &good());
            bytes[..bytes.len() * cut / 16].to_vec()
        });
        cases.add(format!("cut {cut}.warc.gz"), Fails, move || {
            let bytes = with(&gzip(&good()), &gzip(&draw(3, 2000)));
            bytes[..bytes.len() * cut / 8].to_vec()
        });
    }
}

fn printed(cases: &mut Cases) {
    let words = || vec![(60, 700, 11, WORDS.to_owned())];
    for cut in 1..9 {
        cases.add(format!("cut {cut}.pdf"), Any, move || {
            let bytes = pdf(MING, &[words()], "");
            bytes[..bytes.len() * cut / 9].to_vec()
        });
    }
    for seed in 0..4 {
        cases.add(format!("rubbish {seed}.pdf"), Fails, move || with(b"%PDF-1.7\n", &draw(seed, 100_000)));
    }
    let objects = |inner: &str| format!("%PDF-1.7\n{inner}\ntrailer<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%EOF").into_bytes();
    let around = |pages: &str| format!("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n{pages}");
    cases.add("pages within themselves.pdf", Any, move || {
        objects("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 2000000000/Kids[2 0 R 2 0 R]>>endobj")
    });
    cases.add("deep lists.pdf", Any, move || objects(&around(&format!("3 0 obj{}", "[".repeat(2_000_000)))));
    cases.add("deep dictionaries.pdf", Any, move || objects(&around(&format!("3 0 obj{}", "<</a".repeat(1_000_000)))));
    cases.add("many pages said.pdf", Any, move || objects("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 2147483647/Kids[]>>endobj"));
    cases.add("size without end.pdf", Any, move || {
        objects(&around("3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e38 1e38]/Contents 4 0 R>>endobj 4 0 obj<</Length 9>>stream\nBT ET\nendstream endobj"))
    });
    cases.add("length that lies.pdf", Any, move || {
        objects(&around("3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj 4 0 obj<</Length 2147483647>>stream\nBT ET\nendstream endobj"))
    });
    cases.add("length of itself.pdf", Any, move || {
        objects(&around("3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj 4 0 obj<</Length 4 0 R>>stream\nBT ET\nendstream endobj"))
    });
    cases.add("form within itself.pdf", Any, move || {
        objects(&around("3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>endobj 4 0 obj<</Length 11>>stream\n/F Do /F Do\nendstream endobj 5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 23>>stream\n/F Do /F Do /F Do /F Do\nendstream endobj"))
    });
    cases
        .add("tables in a circle.pdf", Any, || b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF".to_vec());
    cases.add("many operators.pdf", Any, move || {
        let content = "q 1 0 0 1 0 0 cm ".repeat(700_000);
        objects(&around(&format!(
            "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj 4 0 obj<</Length {}>>stream\n{content}\nendstream endobj",
            content.len()
        )))
    });
    cases.add("packed operators.pdf", Any, move || {
        let mut sink = flate2::write::ZlibEncoder::new(Vec::new(), Compression::best());
        packed(&mut sink, b"q Q ", 200);
        let content = sink.finish().unwrap();
        let head = objects(&around(&format!(
            "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj 4 0 obj<</Filter/FlateDecode/Length {}>>stream\n",
            content.len()
        )));
        let at = head.windows(7).position(|window| window == b"trailer").unwrap();
        [&head[..at - 1], &content, b"\nendstream endobj\n", &head[at..]].concat()
    });
    cases.add("packed words.pdf", Any, move || {
        let mut file = pdf(SONG, &[words()], "");
        let mut sink = flate2::write::ZlibEncoder::new(Vec::new(), Compression::best());
        packed(&mut sink, b"BT /F1 9 Tf 1 0 0 1 60 60 Tm <4e2d4e2d4e2d> Tj ET\n", 100);
        let content = sink.finish().unwrap();
        let at = file.windows(9).position(|window| window == b"<</Length").unwrap();
        let end = file.windows(9).position(|window| window == b"endstream").unwrap();
        let stream = [format!("<</Filter/FlateDecode/Length {}>>stream\n", content.len()).as_bytes(), &content, b"\n"].concat();
        file.splice(at..end, stream);
        file
    });
    cases.add("locked.pdf", Fails, move || {
        let text = String::from_utf8(objects(&around("3 0 obj<</Type/Page/Parent 2 0 R>>endobj"))).unwrap();
        text.replace(
            "/Size 9",
            &format!("/Size 9/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{}>/U<{}>>>", "41".repeat(32), "42".repeat(32)),
        )
        .into_bytes()
    });
    cases.add("too long.pdf", Limit("file"), || {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        bytes.resize(65 << 20, b'x');
        bytes
    });
    cases.add("many pages.pdf", Any, move || pdf(SONG, &(0..300).map(|_| words()).collect::<Vec<_>>(), ""));
}

fn texts(cases: &mut Cases) {
    cases.add("too long.txt", Limit("item"), || vec![b'x'; 17 << 20]);
    cases.add("one line.txt", Any, || WORDS.repeat(170_000).into_bytes());
    cases.add("short lines.txt", Any, || b"x\n".repeat(7 << 20));
    cases.add("nothing.txt", Fails, Vec::new);
    cases.add("a mark only.txt", Fails, || b"\xEF\xBB\xBF".to_vec());
    cases.add("spaces.txt", Fails, || b" \n".repeat(1 << 20));
    cases.add("zeros.txt", Fails, || vec![0; 1 << 20]);
    cases.add("half a unit.txt", Any, || with(b"\xFF\xFE", b"a\0b\0c"));
    cases.add("half pairs.txt", Any, || with(b"\xFF\xFE", &b"\x00\xD8".repeat(50_000)));
    cases.add("turned.txt", Any, || "\u{202E}\u{2066}文".repeat(100_000).into_bytes());
    cases.add("controls.txt", Fails, || b"\x01\x02\x03\x04a".repeat(100_000));
    for (name, magic) in [
        ("x.xz", &b"\xFD7zXZ\0"[..]),
        ("x.7z", b"7z\xBC\xAF\x27\x1C"),
        ("x.rar", b"Rar!\x1A\x07"),
        ("x.bz2", b"BZh9"),
        ("x.zst", b"\x28\xB5\x2F\xFD"),
        ("x.doc", b"\xD0\xCF\x11\xE0"),
        ("x.rtf", b"{\\rtf1 a}"),
        ("x.png", b"\x89PNG"),
        ("x.exe", b"MZ\x90\0"),
    ] {
        cases.add(name, Fails, move || with(magic, &draw(6, 5000)));
    }
    for name in ["x", "x.txt", "x.html", "x.xml", "x.json", "x.jsonl", "x.csv", "x.pdf", "x.docx", "x.zip", "x.gz", "x.warc"] {
        for seed in 0..2 {
            cases.add(format!("random {seed} {name}"), Any, move || draw(seed + 77, 30_000));
        }
    }
}

/// All of them; those of PDF where its program is there.
pub fn cases() -> Vec<Case> {
    let mut cases = Cases::default();
    for make in [packings, word_files, feeds, pages, tables, archives, texts] {
        make(&mut cases);
    }
    if has_pdftotext() {
        printed(&mut cases);
    }
    cases.0
}
