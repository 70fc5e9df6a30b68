//! A text of our own, a folder that is thrown away, and the program.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Talks, instruments, statements, a figure; a character beyond the basic plane.
pub const PAGE: &str = "\
法德簽署新條約 馬克龍晤默克爾

【本報訊】2019年1月22日

法國總統馬克龍22日在德國亞琛同德國總理默克爾舉行會談。兩國領導人簽署《法德合作與一體化條約》。

馬克龍表示，新條約將拉近兩國社會的距離。默克爾指出：「這一條約是法德友好關係的新基礎。」

德國的數字顯示，2018年法德雙邊貿易額超過1600億歐元。𠮷野家在當地沒有分店。

1963年1月22日，法國和聯邦德國在巴黎簽署《愛麗舍條約》。
";

/// A text without a single fact.
pub const NOTHING: &str = "今天天氣很好，公園裏開滿了花。\n";

/// A folder that is removed at the end of a test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("chancery-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, with the folders above it.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Folder {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Runs the program in this folder.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, &[], b"")
    }

    /// Runs the program with further variables of the environment and something on standard input.
    pub fn run_with(&self, args: &[&str], variables: &[(&str, &str)], stdin: &[u8]) -> Ran {
        let mut command = self.command(args);
        command.envs(variables.iter().copied());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        // A program that stops early does not read its input to the end.
        let _ = pipe.write_all(stdin);
        drop(pipe);
        Ran::new(child.wait_with_output().unwrap())
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
        command.args(args).current_dir(&self.0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(variable);
        }
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a run left.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    fn new(output: Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Ran { code: output.status.code().expect("ended by itself"), out: text(output.stdout), err: text(output.stderr) }
    }

    #[track_caller]
    pub fn ends_with(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "\nstandard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }
}
