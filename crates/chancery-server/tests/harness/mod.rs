//! An archive of the examples and of hostile documents, and a server over it that is called without a network.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, Request, StatusCode, header};
use chancery_archive::{Archive, Engine, Incoming};
use chancery_formats::{Input, open};
use chancery_knowledge::{Knowledge, packed_files};
use chancery_reader::Reader;
use chancery_server::{App, Mode, Options, Role, router};
use tower::ServiceExt;

/// What strangers may write into a document.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>中國外交部長王毅2019年6月5日在北京會見俄羅斯外長拉夫羅夫。",
    "\"><img src=x onerror=alert(1)>中國國家主席習近平2019年6月5日訪問俄羅斯。",
    "</title><svg onload=alert(1)>新華社莫斯科2019年6月6日電 中俄簽署《<b onclick=alert(1)>聯合聲明》。",
    "=HYPERLINK(\"http://evil.example\")外交部發言人耿爽2019年6月7日說：「<iframe src=javascript:alert(1)>」",
    "\u{202E}lrpt\u{2066} 中國總理李克強2019年6月8日同法國總統馬克龍通電話，貿易額達100億美元。",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} 中國同俄羅斯建立新時代全面戰略協作夥伴關係。2019年6月5日",
];

/// News of two outlets of which one's name holds the other's, over several years.
const WIRE: &str = r#"{"title":"王毅會見拉夫羅夫","date":"2018-03-05","outlet":"香江日報","text":"外交部長王毅3月5日在北京會見俄羅斯外長拉夫羅夫。王毅說，中俄關係經得起考驗。"}
{"title":"王毅會見拉夫羅夫","date":"2018-03-06","outlet":"香江日報 (online)","text":"據報道，外交部長王毅3月5日在北京會見了俄羅斯外長拉夫羅夫。"}
{"title":"李克強訪問德國","date":"2018-12-30","outlet":"香江日報 (online)","text":"國務院總理李克強2018年12月29日至2019年1月2日訪問德國，並同德國總理默克爾舉行會談。雙邊貿易額達1800億美元。"}
{"title":"外交部發言人答問","date":"2020-02-03","outlet":"香江日報","text":"外交部發言人華春瑩2月3日表示，中方同美國保持溝通。華春瑩說：「合作是唯一正確選擇。」"}
{"title":"中法簽署協定","date":"2019-11-06","outlet":"晨報","text":"中國國家主席習近平11月6日在北京同法國總統馬克龍舉行會談。兩國簽署《中法航空合作協定》。"}
"#;

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A server.
pub struct Served {
    pub app: Arc<App>,
    folder: PathBuf,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub text: String,
    headers: axum::http::HeaderMap,
}

impl Answer {
    /// A header as text; empty where there is none.
    pub fn header(&self, name: HeaderName) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// What the cookie of the session holds.
    pub fn cookie(&self) -> String {
        self.header(header::SET_COOKIE).split(['=', ';']).nth(1).unwrap_or_default().to_owned()
    }
}

/// A server over a new archive.
pub fn serve(mode: Mode) -> Served {
    let folder = std::env::temp_dir().join(format!("chancery-server-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    let files = packed_files();
    let (knowledge, _) = Knowledge::load(&files);
    let reader = Reader::new(&knowledge);
    let engine = Engine::new("test", files.iter().map(|file| (file.path.as_str(), file.text.as_str())));
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut sources: Vec<(String, Vec<u8>)> = std::fs::read_dir(examples)
        .expect("examples")
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "txt"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).expect("an example")))
        .collect();
    sources.sort();
    sources.extend(HOSTILE.iter().enumerate().map(|(at, text)| (format!("<svg onload=alert({at})>.txt"), text.as_bytes().to_vec())));
    sources.push(("wire.jsonl".to_owned(), WIRE.as_bytes().to_vec()));
    let formats = chancery_formats::Options::default();
    let incoming: Vec<Incoming> = sources
        .into_iter()
        .flat_map(|(name, bytes)| open(&name, Input::stream(std::io::Cursor::new(bytes)), &formats).collect::<Vec<_>>())
        .map(|entry| Incoming { entry, published: None, input: "test".into(), place: "-".into() })
        .collect();
    let mut archive = Archive::create(&folder).expect("an archive");
    archive.add(incoming.into_iter(), &formats, &reader, &engine, |_| true).expect("added");
    drop(archive);
    let options = Options { folder: folder.clone(), mode, hosts: Vec::new(), version: "test".into(), knowledge: files, user: "tester".into() };
    Served { app: Arc::new(App::open(options).expect("an app")), folder }
}

impl Served {
    /// The folder of the archive.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A session of somebody with a role.
    pub fn session(&self, role: Role) -> String {
        self.app.begin_session(role.as_str(), role)
    }

    /// What the forms of a session carry.
    pub fn csrf(&self, key: &str) -> String {
        let page = self.get("/about", Some(key)).text;
        page.split("name=\"csrf\" content=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }

    /// Reads.
    pub fn get(&self, path: &str, key: Option<&str>) -> Answer {
        self.call("GET", path, key, &[], "")
    }

    /// Reads JSON.
    pub fn json(&self, path: &str, key: &str) -> serde_json::Value {
        let answer = self.get(path, Some(key));
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        serde_json::from_str(&answer.text).expect("JSON")
    }

    /// The id of the first entry of a list.
    pub fn first(&self, list: &str) -> String {
        let key = self.session(Role::Viewer);
        self.json(list, &key)["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{list} is empty")).to_owned()
    }

    /// Calls.
    pub fn call(&self, method: &str, path: &str, key: Option<&str>, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "127.0.0.1:8321");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(key) = key {
            request = request.header("cookie", format!("chancery={key}"));
        }
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let response = router(Arc::clone(&self.app)).oneshot(request).await.expect("an answer");
            let (status, headers) = (response.status(), response.headers().clone());
            let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
            Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
        })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A text as a part of an address.
pub fn encode(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The tags of a page without the values of their attributes.
pub fn tags(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    for part in page.split('<').skip(1) {
        let (mut tag, mut quoted) = (String::new(), false);
        for c in part.chars() {
            match c {
                '"' => quoted = !quoted,
                '>' if !quoted => break,
                c if !quoted => tag.push(c),
                _ => {}
            }
        }
        tags.push(tag);
    }
    tags
}
