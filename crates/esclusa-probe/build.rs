//! Tells the build script of the probe where the sources of this crate lie: beside it in the repository, elsewhere in a package.

fn main() {
    let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo::metadata=sources={folder}");
    println!("cargo::rerun-if-changed=build.rs");
}
